"""What a new password must not be, beside Django's own rules."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class AnotherOne:
    """A changed password is another one: else the one that somebody else knows would stay."""

    def validate(self, password, user=None):
        if user is not None and user.pk and user.has_usable_password() and user.check_password(password):
            raise ValidationError(_("This is the password you have; choose another one."), code="same_password")
        if user is not None and user.pk and user.given_password and check_password(password, user.given_password):
            raise ValidationError(_("Somebody else once set this password and knows it; choose another one."), code="given_password")

    def get_help_text(self) -> str:
        return _("Your password must not be the one you have.")
