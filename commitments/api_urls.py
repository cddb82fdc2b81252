"""Commitments in the API of the staff site, version 1."""

from rest_framework.routers import SimpleRouter

from . import api
from .letters import api as letters
from .signings import api as signings

app_name = "commitments"
router = SimpleRouter()
router.register("commitments", api.Commitments, "commitment")
router.register("commitment-changes", api.Changes, "change")
router.register("disputes", api.Disputes, "dispute")
router.register("letters", letters.Letters, "letter")
router.register("letter-counter", letters.Counter, "counter")
router.register("signings", signings.Signings, "signing")
urlpatterns = router.urls
