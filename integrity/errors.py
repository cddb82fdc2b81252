"""What the register answers instead of an act: a rule says no, or the request itself means nothing."""

from django.core.exceptions import BadRequest


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


class SentAlready(Refused):
    """A form of the portal that bears the number of one taken in before."""


class Unreadable(BadRequest):
    """The address asks for something that means nothing: a filter that no list has, a day that no calendar has.

    The message is a whole sentence; the staff site answers 400 with it in its own frame, whoever asked.
    """
