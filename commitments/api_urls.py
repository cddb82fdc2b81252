"""Commitments in the API of the staff site, version 1."""

from rest_framework.routers import SimpleRouter

from . import api

app_name = "commitments"
router = SimpleRouter()
router.register("commitments", api.Commitments, "commitment")
router.register("commitment-changes", api.Changes, "change")
router.register("disputes", api.Disputes, "dispute")
urlpatterns = router.urls
