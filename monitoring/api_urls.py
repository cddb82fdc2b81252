"""Warnings in the API of the staff site, version 1."""

from rest_framework.routers import SimpleRouter

from . import api

app_name = "monitoring"
router = SimpleRouter()
router.register("warnings", api.Warnings, "warning")
urlpatterns = router.urls
