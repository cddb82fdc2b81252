"""The staff site."""

from django.contrib import admin
from django.urls import include, path

from . import health

handler400 = "integrity.staff_errors.bad_request"
handler403 = "integrity.staff_errors.not_allowed"
handler404 = "integrity.staff_errors.not_found"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", include("archives.api_urls")),
    path("api/v1/", include("monitoring.api_urls")),
    path("api/v1/", include("discipline.measures.api_urls")),
    path("api/v1/", include("discipline.court.api_urls")),
    path("api/v1/", include("discipline.api_urls")),
    path("api/v1/", include("complaints.api_urls")),
    path("api/v1/", include("commitments.api_urls")),
    path("api/v1/", include("repair.api_urls")),
    path("", include("accounts.urls")),
    path("", include("archives.urls")),
    path("", include("discipline.urls")),
    path("", include("complaints.urls")),
    path("", include("commitments.urls")),
    path("", include("commitments.handling.urls")),
    path("", include("repair.urls")),
    path("", include("monitoring.urls")),
    path("", admin.site.urls),
]
