"""How another system says who it is: a token of one account, sent as ``Authorization: Bearer …``."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from .models import ApiToken


class Bearer(BaseAuthentication):
    """The account behind a token in force; what it may do is decided by its roles today, as in the staff site."""

    def authenticate(self, request):
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        token = ApiToken.objects.in_force(timezone.localdate()).filter(digest=ApiToken.digest_of(words[-1])).select_related("user").first()
        if len(words) != 2 or token is None or not token.user.is_active:
            raise AuthenticationFailed(_("The token is unknown, has expired or was revoked."))
        if token.user.must_change_password:
            raise AuthenticationFailed(_("Somebody else set the password of this account; its person changes it in the staff site first."))
        return token.user, token

    def authenticate_header(self, request) -> str:
        return "Bearer"


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = Bearer
    name = "bearer"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer"}
