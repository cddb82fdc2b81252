"""Letters of enterprises, signings and templates among the canaries: what the portal may show of them, by hand, and one of each row."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import User
from archives.documents import actions as documents
from archives.documents.kinds import samples
from commitments import models as c
from tests.shifting import taken_for_granted

PUBLIC = {
    "commitments_signedletter": {"text", "project_no"},  # of kinds that are published, while in force
    "commitments_signing": {"title", "text", "place"},  # once confirmed
    "archives_document": {"number"},  # of the certificate of a signing
}
HIDDEN_ROWS = {
    **{("commitments_signedletter", column): "status NOT IN ('in_force', 'alleged')" for column in ("text", "project_no")},
    **{("commitments_signing", column): "status <> 'confirmed'" for column in ("title", "text", "place")},
    ("archives_document", "number"): "kind <> 'signing'",
}
# One of a few words; a document is replaced for a matter, of which none is here.
CLOSED = {
    "commitments_signedletter.status",
    "commitments_signedletter.replaces",
    "commitments_signedcopy.kind",
    "commitments_letterproof.kind",
    "commitments_lettercheck.result",
    "commitments_signing.status",
}
PAGES = ["/signings/", "/signings/?page=2", "/signings/?page=x", "/letters/", "/letters/?page=2", "/signings/2026-99999/"]
PAGES += ["/api/v1/signings/", "/api/v1/letters/", "/api/v1/letters/?page=0", "/api/v1/signings/2026-99999/"]


def pages() -> list[str]:
    """Every address of the portal about them."""
    numbers = [event.number for event in c.Signing.objects.all()]
    of_events = [f"{root}/signings/{number}/" for number in numbers for root in ("", "/api/v1")]
    return PAGES + of_events + [f"/letters/{address}/" for address in c.SignedLetter.objects.values_list("address", flat=True)]


OF_ISSUING = {"文号", "制发单位", "制发日期", "主送单位"}


def certificate(body, by):
    """A certificate as it is issued, with samples for its words."""
    values = {name: word for name, word in samples("signing").items() if name not in OF_ISSUING}
    with taken_for_granted():
        return documents.issue(kind="signing", body=body, addressee="各单位", values=values, about=("commitments.signing", 1), by=by)


def make(body, shop, user) -> None:
    """A letter in force and a discarded one, with copy, check and proof; an event confirmed and a draft; a draft of a template."""
    today, other = timezone.localdate(), User.objects.get(username="gao")
    kind = c.Wording.objects.get(code="project")
    said = {
        "unit": body, "subject": shop, "wording": kind, "project_no": "示投1号", "standard": "标准", "text": "承诺", "signer": "甲", "signed_on": today,
        "valid_until": today.replace(year=today.year + 1, day=1), "made_by": user,
    }  # fmt: skip
    paper = certificate(body, user)
    event = {"unit": body, "title": "题", "text": "文", "held_on": today, "place": "厅", "made_by": user}
    with taken_for_granted():
        letter = c.SignedLetter.objects.create(status="in_force", accepted_by=other, accepted_on=today, **said)
        c.SignedLetter.objects.create(status="discarded", **said)
        c.SignedCopy.objects.create(letter=letter, by=user, name="件.pdf", kind="pdf", content=b"%PDF-")
        check = c.LetterCheck.objects.create(letter=letter, on=today, by=user, result="passed", words="查")
        c.LetterProof.objects.create(check_of=check, name="证.pdf", kind="pdf", content=b"%PDF-")
        confirmed = c.Signing.objects.create(status="confirmed", confirmed_by=other, confirmed_on=today, document=paper, **event)
        c.Signing.objects.create(status="drafted", **event)
        c.Signatory.objects.create(signing=confirmed, unit=body, name="丙", by=user)
        c.WordingDraft.objects.create(code="project", body="文", document="据", article="条", valid_from="2099-01-01", made_by=user)
