"""Tickets in the API of the staff site, version 1."""

from rest_framework.routers import SimpleRouter

from . import api

app_name = "complaints"
router = SimpleRouter()
router.register("tickets", api.Tickets, "ticket")
urlpatterns = router.urls
