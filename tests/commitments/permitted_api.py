"""Who may enter what by the API of commitments, letters, signings, templates, powers and handling times: rows worked by hand."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tests import world

from .given import DUE, POST
from .lettered import BODY

#           lin gao wu  zhou sun audit guard past closed nobody system pan
UNIT =     "Y   Y   403 403 403 403 403 403 403 403 403 403"  # fmt: skip
CLERK =    "Y   403 403 403 403 403 403 403 403 403 403 403"  # fmt: skip
OFFICERS = "403 403 403 Y   Y   403 403 403 403 403 403 403"  # fmt: skip

# The application is of 市场监督管理局 (lin, gao).
HANDLING_STEPS = {
    "ask_again": UNIT,
    "finish": UNIT,
}


def created(matter: int) -> dict[str, tuple[str, dict]]:
    """Address → who may, and what is posted: all of 市场监督管理局, a template of the credit office."""
    today = timezone.localdate()
    item = {"name": "流通监管", "kind": "inspection", "duty": "依法检查", "document": "食品安全法", "article": "第五条"}
    return {
        "power-drafts": (
            UNIT,
            {
                "unit": world.MARKET,
                "purpose": "add",
                "code": "JC-001",
                "authority": "示审改办发〔2026〕3号",
                "starts_on": f"{today}",
                "said": item,
            },
        ),
        "handling-times": (UNIT, {"matter": matter, "number": "A-900", "accepted_on": f"{today}"}),
        "commitments": (
            UNIT,
            {
                "unit": world.MARKET,
                "kind": "service_quality",
                "title": "窗口满意率",
                "text": "一、服务内容和标准：开办窗口。",
                "yardstick": "level",
                "due_on": f"{DUE}",
                "target": "90",
                "measure": "%",
                "owner": POST,
                "basis": "《优化营商环境条例》第三十五条",
            },
        ),
        "letters": (
            CLERK,
            {
                "unit": world.MARKET,
                "subject": world.ENTERPRISE,
                "kind": "publication",
                "signer": "王某",
                "signed_on": f"{today}",
                "valid_until": f"{today + timedelta(365)}",
            },
        ),
        "signings": (
            UNIT,
            {"unit": world.MARKET, "title": "集体签名承诺", "text": "说到做到。", "held_on": f"{today}", "place": "政务服务中心"},
        ),
        "template-drafts": (
            OFFICERS,
            {
                "code": "industry",
                "body": BODY,
                "document": "示信用办〔2026〕31号",
                "article": "第六条",
                "valid_from": f"{today + timedelta(40)}",
            },
        ),
    }
