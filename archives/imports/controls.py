"""Signs that nobody sees and that make a text read otherwise than it is stored."""

from integrity.signs import CONTROL

__all__ = ["CONTROL"]
