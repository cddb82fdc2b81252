"""Objections, applications for repair and shields in the API of the staff site, version 1."""

from rest_framework.routers import SimpleRouter

from . import api

app_name = "repair"
router = SimpleRouter()
router.register("objections", api.Objections, "objection")
router.register("repairs", api.Applications, "repair")
router.register("shields", api.Shields, "shield")
urlpatterns = router.urls
