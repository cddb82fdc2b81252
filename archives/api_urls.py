"""The API of the staff site, version 1. Addresses never change; what is added is added beside."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from . import api
from .powers import api as powers

app_name = "api"
router = SimpleRouter()
router.register("subjects", api.Subjects, "subject")
router.register("records", api.Records, "record")
router.register("filings", api.Filings, "filing")
router.register("items", api.Items, "item")
router.register("powers", powers.Powers, "power")
router.register("matters", powers.Matters, "matter")
router.register("power-drafts", powers.PowerDrafts, "power-draft")
urlpatterns = [*router.urls, path("schema/", SpectacularAPIView.as_view(permission_classes=[api.AtWork]), name="schema")]
