"""What of commitments the portal may show, for ``tests/test_canary.py``; and commitments of every kind that hide something."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from archives.models import Appointment, Filing, Post, PowerItem
from commitments import models as c
from integrity.models import StepTaken
from tests.shifting import taken_for_granted

PUBLIC = {
    "commitments_commitment": {"basis", "project_no", "elsewhere", "plan", "status"},
    "commitments_version": {"title", "text", "yardstick", "measure", "source", "reason", "authority", "status"},
    "commitments_report": {"kind", "words"},
    "commitments_proof": {"name", "kind"},
    "commitments_dispute": {"result", "status"},
    "commitments_townshipservice": {"code", "name", "name_en", "document", "article"},
    "commitments_minimumsample": {"document", "article"},
    "archives_post": {"name"},  # that answers for a commitment
    "integrity_steptaken": {"reason"},  # of a verification and of a lawful end
}
UNSEEN = "SELECT id FROM commitments_commitment WHERE published_on IS NULL OR scope <> 0"
HIDDEN_ROWS = {
    **{("commitments_commitment", column): "published_on IS NULL OR scope <> 0" for column in ("basis", "project_no", "elsewhere")},
    ("commitments_commitment", "plan"): "scope <> 0 AND plan > ''",
    ("commitments_commitment", "status"): "published_on IS NULL",
    **{
        ("commitments_version", column): f"status <> 'adopted' OR commitment_id IN ({UNSEEN})"
        for column in ("title", "text", "measure", "source", "reason", "authority")
    },
    ("commitments_version", "status"): "status <> 'adopted'",
    **{("commitments_report", column): f"commitment_id IN ({UNSEEN})" for column in ("kind", "words")},
    ("commitments_proof", "name"): f"report_id IN (SELECT id FROM commitments_report WHERE commitment_id IN ({UNSEEN}))",
    (
        "archives_post",
        "name",
    ): "id NOT IN (SELECT a.post_id FROM commitments_ownership o JOIN archives_appointment a ON a.id = o.appointment_id)",
    (
        "integrity_steptaken",
        "reason",
    ): "entry_kind <> 'commitments.commitment' OR step NOT IN ('end', 'keep', 'break', 'overturn', 'rectify')",
}
# One of a few words, or of a kind that the content proves.
CLOSED = {
    *("commitments_commitment.status", "commitments_version.yardstick", "commitments_dispute.status", "commitments_disputefile.kind", "commitments_proof.kind", "commitments_report.kind"),
}  # fmt: skip
KINDS = {
    *(
        "commitments",
        "commitments_csv",
        "commitments_feed",
        "commitment_units",
        "commitment_units_csv",
        "commitment",
        "commitment_feed",
        "dispute",
    ),
    *(
        "unit_commitments_feed",
        "townships",
        "township",
        *(f"public-api:{name}" for name in ("commitments", "commitment-units", "commitment", "township")),
    ),
}
# PUBLIC names the column because its open rows are shown; the closed words of the others are asked of every row.
for _table, _column in (name.split(".") for name in CLOSED - {"commitments_commitment.status"}):
    PUBLIC.get(_table, set()).discard(_column)


def promised(body, user) -> None:
    """A kept one with proof and disputes, a broken one, one that ended, a draft with an open version, and one that is not for the public."""
    with taken_for_granted():
        _made(body, user)


def _made(body, user) -> None:
    day = timezone.localdate() - timedelta(days=90)
    other = type(user).objects.exclude(pk=user.pk).first()
    said = {
        "unit": body,
        "name": "事项",
        "kind": "licence",
        "duty": "责",
        "document": "法",
        "article": "条",
        "authority": "令",
        "valid_from": day,
    }
    duty = PowerItem.objects.create(code="XK-1", **said)
    PowerItem.objects.create(
        code="XK-2",
        valid_until=day + timedelta(9),
        merged_into="XK-1",
        end_authority="令",
        is_matter=True,
        promised_days=5,
        handling="sequence",
        **said,
    )
    post, spare = (Post.objects.create(unit=body, name=name) for name in ("科长", "主任"))
    held = [
        Appointment.objects.create(post=one, holder=_person(), from_on=day, document_no="任", is_principal=False)
        for one in (post, spare)
    ]  # fmt: skip
    kept = {"status": "kept", "reported_by": other, "reported_on": day, "decided_by": user, "decided_on": day}
    broken = {
        "status": "rectifying",
        "decided_by": user,
        "decided_on": day,
        "plan": "计划",
        "planned_by": other,
        "planned_on": day,
        "plan_due_on": day + timedelta(9),
    }
    for scope, more in (
        (0, kept),
        (0, broken),
        (0, {"status": "ended", "closed_by": user, "closed_on": day}),
        (3, broken),
        (0, {"status": "drafted"}),
    ):
        published = {} if more["status"] == "drafted" else {"published_by": user, "published_on": day}
        filed = (
            {"filing": Filing.objects.create(unit=body, item_code="CN", source="out", rows=1, made_by=user, stages=["submitted"])}
            if "decided_on" in more
            else {}
        )
        one = c.Commitment.objects.create(
            wording=c.Wording.objects.first(), unit=body, duty=duty, basis="据", made_by=other, scope=scope, **published, **filed, **more
        )
        words = {
            "title": "题",
            "text": "文",
            "yardstick": "level",
            "target": 9,
            "measure": "件",
            "due_on": day + timedelta(30),
            "made_by": other,
            "commitment": one,
        }
        adopted = {"status": "adopted", "adopted_by": user, "valid_from": day} if published else {}
        c.Version.objects.create(no=1, **words, **adopted)
        c.Ownership.objects.create(commitment=one, appointment=held[0], from_on=day, note="交接", made_by=user)
        report = c.Report.objects.create(commitment=one, kind="progress", words="已做", on=day, by=other)
        c.Proof.objects.create(report=report, name="证明.pdf", kind="pdf", content=b"%PDF-")
        if more["status"] == "kept":
            c.Dispute.objects.create(
                commitment=one,
                reason="不实",
                contact="电话",
                received_on=day,
                made_by=user,
                status="upheld",
                decided_by=other,
                decided_on=day,
                result="属实",
            )
            dispute = c.Dispute.objects.create(commitment=one, reason="不实", contact="电话", received_on=day, made_by=user)
            c.DisputeFile.objects.create(id=uuid4(), dispute=dispute, name="现场.pdf", kind="pdf", content=b"%PDF-")
        if more["status"] == "ended":
            StepTaken.objects.create(
                entry_kind="commitments.commitment",
                entry_id=one.pk,
                step="end",
                source="a",
                target="b",
                by=user,
                reason="依法终止",
                revision=1,
            )


def _person():
    from archives.models import Subject

    return Subject.objects.filter(address__isnull=False).first()


def addresses() -> list[str]:
    """Every address of commitments that there is something to ask of."""
    pages = [
        "/commitments/",
        "/commitments/?state=kept",
        "/commitments/?q=x",
        "/commitments.csv",
        "/commitments/feed.atom",
        "/commitments/units/",
        "/commitments/units.csv",
        "/townships/",
    ]
    for one in c.Commitment.objects.select_related("unit"):
        pages += [f"/commitments/{one.number}/{end}" for end in ("", "feed.atom", "dispute/")] + [
            f"/api/v1/commitments/{one.number}/",
            f"/townships/{one.unit.code}/",
        ]
        pages += [f"/subjects/{one.unit.code}/commitments.atom", f"/api/v1/townships/{one.unit.code}/"]
    return [*pages, "/api/v1/commitments/", "/api/v1/commitments/units/", "/commitments/nothing/", "/townships/nothing/"]
