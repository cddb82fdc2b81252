"""Commitments from a sheet, one draft a row, CSV or workbook. How a sheet is read and entered: :mod:`archives.imports.sheets`."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archives.imports.sheets import Layout
from archives.models import PowerItem, Scope
from discipline.forms import found_body

from . import actions, duties
from .forms import DAY
from .models import Commitment, TownshipService, Version, Wording

HEADERS = {
    "unit": "承诺单位",
    "kind": "承诺类型",
    "title": "承诺标题",
    "text": "承诺全文",
    "yardstick": "衡量方式",
    "due_on": "应当完成日期",
    "target": "目标值",
    "measure": "计量单位",
    "tolerance": "允许偏差",
    "at_most": "目标方向",
    "baseline": "基准值",
    "source": "数据来源",
    "matter": "办理事项编码",
    "days": "办结时限（工作日）",
    "owner": "责任职务",
    "basis": "依据",
    "duty": "权责事项编码",
    "service": "乡镇服务事项",
    "project_no": "项目或者合同编号",
    "scope": "公开范围",
    "elsewhere": "同时公开于",
}
NEEDED = frozenset({"unit", "kind", "title", "text", "yardstick", "due_on", "owner", "basis"})
EXAMPLE = {
    "unit": "示范市示例局",
    "kind": "服务质量承诺",
    "title": "窗口服务满意率达到九成",
    "text": "一、服务内容和标准：企业开办窗口。二、达到的水平：满意率不低于百分之九十。",
    "yardstick": "服务水平",
    "due_on": "2027-12-31",
    "target": "90",
    "measure": "%",
    "tolerance": "",
    "at_most": "不低于",
    "baseline": "",
    "source": "",
    "matter": "",
    "days": "",
    "owner": "局长",
    "basis": "《优化营商环境条例》第三十五条",
    "duty": "",
    "service": "",
    "project_no": "",
    "scope": "社会公开",
    "elsewhere": "",
}
BOUNDS = [("at_least", pgettext_lazy("yardstick", "at least")), ("at_most", pgettext_lazy("yardstick", "at most"))]
SCOPES = [(str(scope.value), scope.label) for scope in (Scope.PUBLIC, Scope.SHARED, Scope.INTERNAL)]
CODES = {"max_length": 40, "required": False}
NUMBER = {"required": False, "max_digits": 14, "decimal_places": 2}


class RowForm(forms.Form):
    """One row: a unit by name or code, an owner by the post, matters and duties by their code."""

    unit = forms.CharField(label=_("Unit"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"))
    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(label=_("Text"), max_length=4000)
    yardstick = forms.ChoiceField(label=_("Yardstick"), choices=Version.Yardstick.choices)
    due_on = forms.DateField(label=_("Due on"), **DAY)
    target = forms.DecimalField(label=_("Target"), **NUMBER)
    measure = forms.CharField(label=_("Measured in"), **CODES)
    tolerance = forms.DecimalField(label=_("Tolerance"), **NUMBER)
    at_most = forms.ChoiceField(label=_("Direction of the target"), choices=[("", ""), *BOUNDS], required=False)
    baseline = forms.DecimalField(label=_("Baseline"), **NUMBER)
    source = forms.CharField(label=_("Source of the figures"), max_length=200, required=False)
    matter = forms.CharField(label=pgettext_lazy("approval", "Matter"), **CODES)
    days = forms.IntegerField(label=_("Within, working days"), required=False, min_value=1, max_value=999)
    owner = forms.CharField(label=_("Owner"), max_length=60)
    basis = forms.CharField(label=_("Legal or contractual basis"), max_length=400)
    duty = forms.CharField(label=_("Duty that it serves"), **CODES)
    service = forms.ChoiceField(label=_("Service"), required=False)
    project_no = forms.CharField(label=_("Number of the project or contract"), max_length=100, required=False)
    scope = forms.ChoiceField(label=_("Disclosure"), choices=[("", ""), *SCOPES], required=False)
    elsewhere = forms.URLField(label=_("Also published at"), required=False, max_length=300, assume_scheme="https")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = timezone.localdate()
        self.fields["kind"].choices = _kinds()
        self.fields["service"].choices = [("", ""), *_services()]

    def clean_unit(self):
        return found_body(self.cleaned_data["unit"])

    def clean_at_most(self):
        return self.cleaned_data["at_most"] == "at_most"

    def clean_scope(self):
        return int(self.cleaned_data["scope"] or Scope.PUBLIC)

    def clean_service(self):
        code = self.cleaned_data["service"]
        return TownshipService.objects.in_force(self.today).filter(code=code).first() if code else None

    def clean(self):
        said = super().clean()
        if (unit := said.get("unit")) is None:
            return said
        for name in ("matter", "duty"):
            if code := said.get(name):
                said[name] = PowerItem.objects.in_force(self.today).filter(unit=unit, code=code).first()
                if said[name] is None:
                    self.add_error(
                        name, _now("%(unit)s has no item %(code)s in its list today; compare the code.") % {"unit": unit, "code": code}
                    )
            else:
                said[name] = None
        if "owner" in said:
            owner = duties.owners_of(unit, self.today).filter(post__name=said["owner"].strip()).first()
            if owner is None:
                self.add_error(
                    "owner",
                    _now("Nobody holds the post “%(post)s” at %(unit)s today; write a post that is held.")
                    % {"post": said["owner"], "unit": unit},
                )
            said["owner"] = owner
        return said


def _kinds() -> list[tuple[str, str]]:
    kinds = Wording.objects.in_force(timezone.localdate()).filter(family=Wording.Family.PUBLIC)
    return [(kind.code, kind.label) for kind in kinds]


def _services() -> list[tuple[str, str]]:
    return [(service.code, service.label) for service in TownshipService.objects.in_force(timezone.localdate())]


COLUMNS = ("title", "text", "yardstick", "due_on", "target", "measure", "tolerance", "at_most", "baseline", "source", "matter", "days")


def _split(said: dict) -> dict:
    """The row as :func:`actions.draft` takes it."""
    rest = {name: value for name, value in said.items() if name not in COLUMNS}
    return {**rest, "said": {name: said[name] for name in COLUMNS}}


def drafted(said: dict, *, by) -> Commitment:
    """Draft what a :class:`RowForm` holds; raises as :func:`actions.draft`."""
    return actions.draft(by=by, **_split(said))


def redrafted(commitment: Commitment, said: dict, *, by, seen: int) -> Version:
    """Write a draft anew as a :class:`RowForm` holds it; raises as :func:`actions.redraft`."""
    found = _split(said)
    about = {name: value for name, value in found.items() if name not in {"unit", "kind", "said"}}
    return actions.redraft(commitment=commitment, by=by, said=found["said"], about=about, seen=seen)


def _kept(said: dict) -> bool:
    """Whether the unit has a commitment with this title already that was not discarded."""
    others = Commitment.objects.exclude(status=Commitment.Status.DISCARDED)
    return others.filter(unit=said["unit"], versions__title=said["title"].strip()).exists()


LAYOUT = Layout(
    name="commitments.sheets",
    headers=HEADERS,
    needed=NEEDED,
    example=EXAMPLE,
    form=RowForm,
    key=("unit", "title"),
    twice=_("Row %(row)d has the same title of the same unit."),
    kept=_kept,
    enterable=lambda **said: actions.draftable(**_split(said)),
    entered=lambda **said: actions.draft(**_split(said)),
    choices=lambda: {"kind": _kinds(), "yardstick": Version.Yardstick.choices, "service": _services(), "at_most": BOUNDS, "scope": SCOPES},
    days=frozenset({"due_on"}),
)
looked_at, enter = LAYOUT.looked_at, LAYOUT.enter
