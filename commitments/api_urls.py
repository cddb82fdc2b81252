"""Commitments in the API of the staff site, version 1."""

from rest_framework.routers import SimpleRouter

from . import api, templates_api
from .handling import api as handling
from .letters import api as letters
from .signings import api as signings

app_name = "commitments"
router = SimpleRouter()
router.register("commitments", api.Commitments, "commitment")
router.register("commitment-changes", api.Changes, "change")
router.register("disputes", api.Disputes, "dispute")
router.register("handling-times", handling.Handlings, "handling")
router.register("letters", letters.Letters, "letter")
router.register("letter-counter", letters.Counter, "counter")
router.register("signings", signings.Signings, "signing")
router.register("templates", templates_api.Templates, "template")
router.register("template-drafts", templates_api.TemplateDrafts, "template-draft")
urlpatterns = router.urls
