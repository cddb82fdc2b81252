"""Who may what of letters of enterprises, signings and templates, by hand: rows of the tables of ``tests/test_permissions.py``."""

from __future__ import annotations

from django.urls import reverse

from commitments.models import LetterProof, SignedCopy
from tests import world
from tests.archives import documented

from .lettered import at, event, template

#            lin gao wu  zhou sun audit guard past closed nobody anon
AT_WORK = "200 200 200 200 200 200 403 403 302 403 302"
OFFICER = "403 403 403 200 200 403 403 403 302 403 302"
NOBODY = "403 403 403 403 403 403 403 403 302 403 302"
REDIRECT = "302 302 302 302 302 302 302 302 302 302 302"
POST_ONLY = "405 405 405 405 405 405 405 405 302 405 302"
OF_UNIT = "200 200 404 200 200 200 404 404 302 404 302"  # received by 市场监督管理局 (lin, gao)
API = "200 200 200 200 200 200 403 403 401 403 401"
API_POST = "405 405 405 405 405 405 403 403 401 403 401"
API_OF_UNIT = "200 200 404 200 200 200 403 403 401 403 401"

URLS = {
    "staff_letter_enter": "200 403 200 403 403 403 403 403 302 403 302",
    "staff_letter_counter": AT_WORK,
    "staff_letter_supervision": AT_WORK,
    **{f"staff_letter{page}": OF_UNIT for page in ("", "_paper", "_record", "_copy_file", "_proof")},
    "staff_letter_copy": POST_ONLY,
    "staff_letter_check": POST_ONLY,
    "admin:commitments_signedletter_changelist": AT_WORK,
    # Drafted by lin: confirmed, everybody at work reads it; this one is a draft.
    "staff_signing": OF_UNIT,
    "staff_signing_draft": "200 200 200 200 200 403 403 403 302 403 302",
    "staff_signing_strike": POST_ONLY,
    "admin:commitments_signing_changelist": AT_WORK,
    **{f"admin:commitments_{model}_{page}": REDIRECT for model in ("signedletter", "signing") for page in ("change", "history")},
    **{f"admin:commitments_{model}_{page}": NOBODY for model in ("signedletter", "signing") for page in ("add", "delete")},
    "staff_wordings": AT_WORK,
    "staff_wording": AT_WORK,
    "staff_wording_draft": AT_WORK,
    "staff_wording_draft_new": OFFICER,
    "commitments:letter-list": API,
    "commitments:letter-detail": API_OF_UNIT,
    "commitments:letter-steps": API_OF_UNIT,
    "commitments:counter-list": API.replace("200", "400"),  # of no matter; tests/commitments/test_letters.py asks of one
    "commitments:signing-list": API,
    "commitments:signing-detail": API_OF_UNIT,
    "commitments:signing-steps": API_OF_UNIT,
    # POST: tests/commitments/test_entered_by_api.py
    **{f"commitments:{page}": API_POST for page in ("letter-copies", "letter-checks", "signing-names", "signing-struck")},
    **{f"commitments:template-{page}": API for page in ("list", "detail", "draft-list", "draft-detail", "draft-steps")},
}


def objects() -> dict:
    """A broken letter with its copy and proof, a draft of an event, and a draft of a template."""
    letter = at("broken")
    documented.marked(world.MARKET, "示市监")
    return {
        "commitments_signedletter": letter.pk,
        "letter copy": SignedCopy.objects.get(letter=letter).pk,
        "letter proof": LetterProof.objects.get(check_of__letter=letter).pk,
        "commitments_signing": event().pk,
        "wording draft": template().pk,
    }


def address(name: str, made: dict) -> str | None:
    """The address of one of the pages above that is about something; ``None`` for any other."""
    letter = made["commitments_signedletter"]
    if name == "staff_letter_copy_file":
        return reverse(name, args=[letter, made["letter copy"]])
    if name == "staff_letter_proof":
        return reverse(name, args=[letter, made["letter proof"]])
    if name in {"staff_letter", "staff_letter_paper", "staff_letter_record", "staff_letter_copy", "staff_letter_check"}:
        return reverse(name, args=[letter])
    if name in {"staff_signing", "staff_signing_strike"}:
        return reverse(name, args=[made["commitments_signing"]])
    if name in {"staff_wording", "staff_wording_draft_new"}:
        return reverse(name, args=["industry"])
    if name == "staff_wording_draft":
        return reverse(name, args=[made["wording draft"]])
    if name.startswith(("commitments:letter-", "commitments:signing-")) and not name.endswith("-list"):
        return reverse(name, args=[letter if ":letter-" in name else made["commitments_signing"]])
    if name.startswith("commitments:template-") and not name.endswith("-list"):
        return reverse(name, args=[made["wording draft" if "-draft-" in name else "commitments_wording"]])
    return None


#        lin gao wu  zhou sun audit guard past closed nobody system pan
STEPS = {
    # The letter was entered, checked and reported by lin of 市场监督管理局.
    "letter": {
        "print":   "Y   Y   403 403 403 403 403 403 403 403 403 403",
        "sign":    "Y   Y   403 403 403 403 403 403 403 403 403 403",
        "accept":  "409 Y   403 403 403 403 403 403 403 403 403 403",
        "discard": "Y   Y   403 403 403 403 403 403 403 403 403 403",
        "keep":    "409 Y   403 403 403 403 403 403 403 403 403 403",
        "allege":  "Y   Y   403 403 403 403 403 403 403 403 403 403",
        "dismiss": "403 403 403 Y   Y   403 403 403 403 403 403 403",
        "break":   "403 403 403 Y   Y   403 403 403 403 403 403 403",
        "refile":  "403 403 403 Y   Y   403 403 403 403 403 403 403",
        "mend":    "Y   Y   403 403 403 403 403 403 403 403 403 403",
        "rework":  "403 403 403 Y   Y   403 403 403 403 403 403 403",
        "repair":  "403 403 403 Y   Y   403 403 403 403 403 403 403",
    },
    # Drafted by lin.
    "signing": {
        "confirm": "409 Y   403 403 403 403 403 403 403 403 403 403",
        "discard": "Y   Y   403 403 403 403 403 403 403 403 403 403",
    },
    # Drafted by zhou.
    "template": {
        "adopt":   "403 403 403 409 Y   403 403 403 403 403 403 403",
        "discard": "403 403 403 Y   Y   403 403 403 403 403 403 403",
    },
}  # fmt: skip
