"""Cases in the API of the staff site, version 1."""

from rest_framework.routers import SimpleRouter

from . import api

app_name = "discipline"
router = SimpleRouter()
router.register("cases", api.Cases, "case")
urlpatterns = router.urls
