"""The log of the web servers: no line of it holds a resident id, not even the one somebody put into an address."""

from __future__ import annotations

from gunicorn.glogging import Logger

from .identity import MaskingFormatter, mask_identities


def _readable(path: str) -> str:
    """A path as it was meant: WSGI hands its UTF-8 bytes over as Latin-1 (PEP 3333), where no wide digit would be known."""
    try:
        return path.encode("latin-1").decode()
    except UnicodeError:
        return path


class MaskedLog(Logger):
    """gunicorn's own loggers, each line through the mask; named by ``--logger-class integrity.access_log.MaskedLog``."""

    def setup(self, cfg) -> None:
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            form = handler.formatter
            handler.setFormatter(MaskingFormatter(form._fmt if form else None, form.datefmt if form else None))

    def atoms(self, resp, req, environ, request_time) -> dict:
        found = super().atoms(resp, req, environ, request_time)
        path = _readable(found["U"] or "")
        masked, held = mask_identities(path)
        return found | {"U": masked} if held else found
