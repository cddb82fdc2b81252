from tests.publicity.given import archive, portal_wrapper, reader  # noqa: F401
