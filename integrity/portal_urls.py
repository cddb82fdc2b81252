"""The portal: permanent addresses, Chinese unprefixed, the same under ``/en/``."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from . import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", health.robots),
    *i18n_patterns(path("", include("publicity.urls")), prefix_default_language=False),
]
handler404 = "publicity.views.not_found"
handler400 = "integrity.portal_errors.bad_request"
