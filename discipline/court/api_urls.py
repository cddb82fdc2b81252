"""Notices of courts in the API of the staff site, version 1."""

from rest_framework.routers import SimpleRouter

from . import api

app_name = "court"
router = SimpleRouter()
router.register("court-notices", api.CourtNotices, "court-notice")
urlpatterns = router.urls
