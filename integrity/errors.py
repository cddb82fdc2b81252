"""The one exception for "a rule says no"."""


class Refused(Exception):
    """A rule says no.

    The message is one whole sentence naming the thing, the reason and the way out; the staff site shows it,
    an API answers 409 with it. A person without the role is another matter: that is ``PermissionDenied`` (403).
    """

    def __init__(self, message: str, *, article: str = ""):
        self.message = message
        self.article = article
        super().__init__(message)

    def __str__(self) -> str:
        return f"{self.message} ({self.article})" if self.article else str(self.message)
