"""What accounts show on the home page; importing this registers it."""

from . import home

__all__ = ["home"]
