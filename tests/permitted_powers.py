"""Who may what with lists of powers and handling times: rows of ``tests/test_permissions.py``, and one of each for the canaries."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone

from archives.models import PowerDraft, PowerItem
from commitments.handling import actions
from commitments.models import Handling, MaterialAsked
from tests.shifting import taken_for_granted

# The draft is lin's, of 市场监督管理局.
POWER_STEPS = {
    #           lin gao wu  zhou sun audit guard past closed nobody system pan
    "adopt":   "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "refuse":  "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "discard": "Y   Y   403 403 403 403 403 403 403 403 403 403",
}  # fmt: skip
OF_A_UNIT = "200 200 200 403 403 403 403 403 302 403 302"  # clerk or head of any unit
OF_A_UNIT_OR_OFFICE = "200 200 200 200 200 403 403 403 302 403 302"
API_LIST = "200 200 200 200 200 200 403 403 401 403 401"
API_ONE = "200 200 404 200 200 200 403 403 401 403 401"
POSTED = "405 405 405 405 405 405 405 405 302 405 302"  # POST: tests/commitments/test_approval_timer.py


def urls(*, read: str, nobody: str, there: str, unit_and_office: str) -> dict[str, str]:
    """The rows, in the words of the table."""
    return {
        "staff_power": read,
        "staff_power_new": OF_A_UNIT,
        "staff_power_change": "200 200 403 403 403 403 403 403 302 403 302",
        "staff_power_draft": "200 200 404 200 200 200 403 403 302 403 302",
        "staff_handling": unit_and_office,
        "staff_handling_notification": unit_and_office,
        "staff_handling_new": OF_A_UNIT,
        "staff_handling_sheet": OF_A_UNIT_OR_OFFICE,
        "staff_handling_sheet_template": OF_A_UNIT_OR_OFFICE,
        "staff_handling_again": POSTED,
        "staff_handling_finish": POSTED,
        **{f"api:{kind}-{page}": API_LIST for kind in ("power", "matter") for page in ("list", "detail")},
        "api:power-draft-list": API_LIST,
        **{f"api:power-draft-{page}": API_ONE for page in ("detail", "steps")},
        **{f"commitments:handling-{page}": API_LIST for page in ("list", "measured")},
        **{f"commitments:handling-{page}": API_ONE for page in ("detail", "steps")},
        **{
            f"admin:{model}_{page}": outcome
            for model in ("archives_poweritem", "archives_powerdraft", "commitments_handling")
            for page, outcome in (("changelist", read), ("add", nobody), ("change", there), ("delete", nobody), ("history", there))
        },
    }


def objects() -> dict:
    """A matter of 市场监督管理局, a draft about it, and an application that runs."""
    from tests.archives import powered

    matter = powered.approval("XK-777")
    draft = powered.drafted("adjust", "XK-777", said=powered.matter(promised_days=5))
    taken = actions.take_in(matter=matter, number="A-777", accepted_on=timezone.localdate(), by=powered.account("lin"))
    return {"archives_poweritem": matter.pk, "archives_powerdraft": draft.pk, "commitments_handling": taken.pk}


def address(name: str, made: dict) -> str | None:
    """The address of one of these pages; nothing for any other name."""
    if name == "staff_power_change":
        return reverse(name, args=[made["archives_poweritem"], "adjust"])
    if name.startswith(("api:power-", "api:matter-", "commitments:handling-")):
        key = "archives_powerdraft" if ":power-draft-" in name else "commitments_handling" if "handling" in name else "archives_poweritem"
        return reverse(name) if name.endswith(("-list", "-measured")) else reverse(name, args=[made[key]])
    for start, key in (("staff_power_draft", "archives_powerdraft"), ("staff_handling", "commitments_handling"), ("staff_power", "archives_poweritem")):
        if name.startswith(start):
            return reverse(name) if name.endswith(("_new", "_sheet", "_template")) else reverse(name, args=[made[key]])
    return None


def around(body, user) -> None:
    """One of each, for the canaries: an item that has begun, one that has not, a draft, an application with a further request."""
    said = {"unit": body, "name": "事项", "kind": "other", "duty": "责任", "document": "《条例》", "article": "第一条", "authority": "文件"}
    matter = {"is_matter": True, "promised_days": 10, "handling": "sequence", "materials": ["甲"]}
    with taken_for_granted():
        begun = PowerItem.objects.create(code="X-1", valid_from=date(2024, 1, 1), valid_until=date(2025, 1, 1), merged_into="X-2", end_authority="文", **said | matter)
        PowerItem.objects.create(code="X-2", valid_from=date(2024, 1, 1), **said | matter)
        PowerItem.objects.create(code="X-3", valid_from=date(2099, 1, 1), **said | matter)
        PowerDraft.objects.create(unit=body, purpose="add", code="X-9", authority="文", starts_on=date(2099, 1, 1), said={"name": "名"}, made_by=user)
        taken = Handling.objects.create(matter=begun, unit=body, number="A-1", accepted_on=date(2024, 3, 4), made_by=user)
        MaterialAsked.objects.create(handling=taken, on=date(2024, 3, 5), materials=["甲"], by=user)


# What the portal may show of an item, once it has begun.
PUBLIC = {"code", "name", "kind", "duty", "document", "article", "change", "authority", "merged_into", "end_authority", "handling", "handled_with"}
HIDDEN_ROWS = {("archives_poweritem", column): "valid_from > '2098-01-01'" for column in ("code", "name", "duty", "document", "article", "authority", "handled_with")}
CLOSED = {"archives_powerdraft.status"}
KINDS = {"powers", "powers_csv", "power", "matters", "matters_csv", "public-api:powers", "public-api:power", "public-api:matters"}


def addresses(code: str) -> list[str]:
    """Pages of the portal that tell of lists of powers."""
    pages = ["/matters/", "/matters/?q=事项", "/matters/?letter=yes", "/matters/?handling=no", "/matters.csv", "/matters.csv?q=事项", "/api/v1/matters/", "/api/v1/powers/"]
    return [*pages, f"/subjects/{code}/powers/", f"/subjects/{code}/powers.csv", *(f"/subjects/{code}/powers/X-{n}/" for n in (1, 2, 3)), f"/api/v1/powers/{code}/X-1/"]
