"""Who may what with commitments: rows of the tables of ``tests.test_permissions``, worked by hand."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from commitments import actions
from commitments.models import Commitment, Dispute, DisputeFile, Proof, Report, TownshipService, Version, Wording
from integrity.workflow import advance
from tests.conftest import role
from tests.walking import shift

from .given import PDF, account, drafted, kept, past, published, reported, said, step

COMMITMENT_STEPS = {
    #               lin gao wu  zhou sun audit guard past closed nobody system pan
    "submit":       "Y   Y   403 403 403 403 403 403 403 403 403 403",
    "take_back":    "Y   Y   403 403 403 403 403 403 403 403 403 403",
    "discard":      "Y   Y   403 403 403 403 403 403 403 403 403 403",
    "return":       "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "publish":      "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "report":       "Y   Y   403 403 403 403 403 403 403 403 403 403",
    "insufficient": "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "keep":         "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "break":        "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "overturn":     "403 403 403 409 409 403 403 403 403 403 403 403",
    "reopen":       "403 403 403 409 409 403 403 403 403 403 403 403",
    "refile":       "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "plan":         "Y   Y   403 403 403 403 403 403 403 403 403 403",
    "mend":         "Y   Y   403 403 403 403 403 403 403 403 403 403",
    "rework":       "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "rectify":      "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "case":         "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "end":          "403 403 403 Y   Y   403 403 403 403 403 403 403",
}  # fmt: skip
VERSION_STEPS = {
    "begin":        "403 403 403 409 409 403 403 403 403 403 403 403",
    "adopt":        "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "refuse":       "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "withdraw":     "Y   Y   403 403 403 403 403 403 403 403 403 403",
}  # fmt: skip
# zhou verified the commitment, so only the other officer decides on the dispute of it, and zhou reads why.
DISPUTE_STEPS = {
    "uphold":       "403 403 403 409 Y   403 403 403 403 403 403 403",
    "overturn":     "403 403 403 409 Y   403 403 403 403 403 403 403",
    "reopen":       "403 403 403 409 Y   403 403 403 403 403 403 403",
}  # fmt: skip


def overdue() -> Commitment:
    """Published, and its day has passed."""
    return past(published())


def broken() -> Commitment:
    return step(overdue(), "break", "zhou", "到期未完成")


def planned() -> Commitment:
    made = broken()
    return actions.plan(
        commitment=made, words="增设窗口", due_on=timezone.localdate() + timedelta(days=9), by=account("lin"), seen=made.revision
    )


def mended() -> Commitment:
    return actions.report_mended(commitment=planned(), words="已增设", by=account("lin"), on=timezone.localdate(), files=[PDF])


def proposed() -> Version:
    return actions.propose(
        commitment=published(), by=account("lin"), said=said(target=85, reason="标准调整", authority="示政发〔2026〕9号")
    )


def disputed(passed: bool = True) -> Dispute:
    """As the portal takes it in, of a commitment whose record is on file; its day has ``passed``, or lies ahead."""
    made = past(kept()) if passed else kept()
    for filing in (made.filing, made.person_filing):
        filing.refresh_from_db()
        advance(filing, "approve", by=account("sun"), seen=filing.revision)
    with role("registry_owner"):
        found = Dispute.objects.create(
            commitment=made, reason="两次都没有办到", received_on=timezone.localdate(), made_by=account("system")
        )
        DisputeFile.objects.create(dispute=found, name="照片.pdf", kind="pdf", content=b"%PDF-1.7")
    return Dispute.objects.get(pk=found.pk)


def at(name: str) -> Commitment:
    """A commitment from which the step ``name`` is taken."""
    if name in {"submit", "discard"}:
        return drafted()
    if name in {"take_back", "return", "publish"}:
        return step(drafted(), "submit", "lin")
    if name in {"report", "end"}:
        return published()
    if name in {"insufficient", "keep"}:
        return reported()
    if name == "refile":
        made = kept()
        filing = made.filing
        filing.refresh_from_db()
        advance(filing, "return", by=account("sun"), reason="依据不全", seen=filing.revision)
        return made
    if name == "case":
        made = planned()
        shift("commitments_commitment", f"id = {made.pk}", planned_on="2026-01-01", plan_due_on="2026-01-09")
        made.refresh_from_db()
        return made
    ready = {"break": overdue, "overturn": kept, "reopen": kept, "plan": broken, "mend": planned, "rework": mended, "rectify": mended}
    return ready[name]()


def take(made: Commitment, name: str, by) -> Commitment:
    """The step as the page takes it: a report with its proof, a plan with its day."""
    if name == "report":
        return actions.report_kept(commitment=made, words="做到了", by=by, on=timezone.localdate(), value=95, files=[PDF], seen=made.revision)
    if name == "mend":
        return actions.report_mended(commitment=made, words="已增设", by=by, on=timezone.localdate(), files=[PDF], seen=made.revision)
    if name == "plan":
        later = timezone.localdate() + timedelta(days=9)
        return actions.plan(commitment=made, words="增设窗口", due_on=later, by=by, seen=made.revision)
    return actions.take(commitment=made, step=name, by=by, reason="理由充分", seen=made.revision)


# ── addresses ────────────────────────────────────────────────────────────────────────────────────

#               lin gao wu zhou sun audit guard past closed nobody anon
AT_WORK = "200 200 200 200 200 200 404 404 302 404 302"
CLERKS = "200 200 200 403 403 403 403 403 302 403 302"
OF_ITS_UNIT = "200 200 403 403 403 403 404 404 302 404 302"
OVERSIGHT = "404 404 404 200 200 200 404 404 302 404 302"
NOBODY = "403 403 403 403 403 403 403 403 302 403 302"
LISTED = "200 200 200 200 200 200 403 403 302 403 302"
OFFICE_LIST = "403 403 403 200 200 200 403 403 302 403 302"
THERE = "302 302 302 302 302 302 302 302 302 302 302"
API_LIST, API_ONE = "200 200 200 200 200 200 403 403 401 403 401", "200 200 200 200 200 200 403 403 401 403 401"
API_POST = "405 405 405 405 405 405 403 403 401 403 401"
API_OFFICE = "404 404 404 200 200 200 403 403 401 403 401"
URLS = {
    "staff_commitment": AT_WORK,
    "staff_commitment_version": AT_WORK.replace("200 200 200", "200 200 404", 1),  # a proposal is not read in other units
    "staff_commitment_proof": AT_WORK,
    "staff_commitment_draft": CLERKS,
    "staff_commitment_sheet": CLERKS,
    "staff_commitment_sheet_template": CLERKS,
    "staff_commitment_services": NOBODY,  # nobody of these works for a township
    "staff_commitment_redraft": OF_ITS_UNIT,
    "staff_commitment_change": OF_ITS_UNIT,
    "staff_commitment_owner": OF_ITS_UNIT,
    "staff_dispute": OVERSIGHT,
    "staff_dispute_file": OVERSIGHT,
    "admin:commitments_commitment_changelist": LISTED,
    "admin:commitments_dispute_changelist": OFFICE_LIST,
    **{f"admin:commitments_{model}_{page}": THERE for model in ("commitment", "dispute") for page in ("change", "history")},
    **{
        f"admin:commitments_{model}_{page}": LISTED
        for model in ("wording", "townshipservice")
        for page in ("changelist", "change", "history")
    },
    **{
        f"admin:commitments_{model}_{page}": NOBODY
        for model in ("commitment", "dispute", "wording", "townshipservice")
        for page in ("add", "delete")
    },
    **{f"commitments:{kind}-list": API_LIST for kind in ("commitment", "change", "dispute")},
    **{f"commitments:commitment-{page}": API_ONE for page in ("detail", "steps")},
    "commitments:commitment-owner": API_POST,
    **{f"commitments:change-{page}": API_ONE.replace("200 200 200", "200 200 404", 1) for page in ("detail", "steps")},
    **{f"commitments:dispute-{page}": API_OFFICE for page in ("detail", "steps")},
}


def objects() -> dict:
    """One of each."""
    change, dispute = proposed(), disputed()
    return {
        "commitments_commitment": change.commitment_id,
        "commitment change": change.pk,
        "commitments_dispute": dispute.pk,
        "dispute file": dispute.files.get().pk,
        "proved": dispute.commitment_id,
        "proof": Proof.objects.get(report=Report.objects.get(commitment=dispute.commitment)).pk,
        "commitments_wording": Wording.objects.first().pk,
        "commitments_townshipservice": TownshipService.objects.first().pk,
    }


def address(name: str, objects: dict) -> str | None:
    """The address of a page of commitments; ``None`` for one of somebody else's."""
    if name not in URLS or name.startswith("admin:"):
        return None
    if name.startswith("commitments:"):
        kind, _, page = name.partition(":")[2].rpartition("-")
        if page == "list":
            return reverse(name)
        return reverse(
            name,
            args=[objects[{"commitment": "commitments_commitment", "change": "commitment change", "dispute": "commitments_dispute"}[kind]]],
        )
    if name == "staff_commitment_proof":
        return reverse(name, args=[objects["proved"], objects["proof"]])
    if name == "staff_commitment_version":
        return reverse(name, args=[objects["commitments_commitment"], 2])
    if name == "staff_dispute_file":
        return reverse(name, args=[objects["commitments_dispute"], objects["dispute file"]])
    if name == "staff_dispute":
        return reverse(name, args=[objects["commitments_dispute"]])
    if name.rpartition("_")[2] in {"draft", "services", "sheet", "template"}:
        return reverse(name)
    return reverse(name, args=[objects["commitments_commitment"]])
