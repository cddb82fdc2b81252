"""Measures in the API of the staff site, version 1."""

from rest_framework.routers import SimpleRouter

from . import api

app_name = "measures"
router = SimpleRouter()
router.register("joint-actions", api.JointActions, "joint-action")
router.register("measures", api.Measures, "measure")
urlpatterns = router.urls
