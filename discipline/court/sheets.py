"""A list of a court as a sheet: public bodies on it open their cases; what is no public body belongs to the import of records."""

from __future__ import annotations

import unicodedata

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archives.imports.sheets import Layout
from archives.models import Subject

from ..forms import DAY
from . import entries
from .models import CourtList

HEADERS = {
    "kind": "名单类别",
    "code": "统一社会信用代码",
    "name": "名称",
    "court": "执行法院",
    "court_no": "案号",
    "matter": "具体情形",
    "listed_on": "列入日期",
    "until_on": "期限届满日期",
    "removed_on": "移出日期",
}
EXAMPLE = {
    "kind": "失信被执行人名单",
    "code": "十八位统一社会信用代码",
    "name": "单位全称",
    "court": "示范市中级人民法院",
    "court_no": "（2026）示01执123号",
    "matter": "有履行能力而拒不履行生效法律文书确定的付款义务",
    "listed_on": "2026-11-02",
    "until_on": "",
    "removed_on": "",
}
BRACKETS = str.maketrans("()〔〕[]", "（）（）（）")


class CourtNoField(forms.CharField):
    """The case number of a court, however its brackets and blanks were typed: （2026）示01执123号."""

    def clean(self, value):
        value = super().clean(value)
        return "".join(unicodedata.normalize("NFKC", value).split()).translate(BRACKETS)


class CourtEntryForm(forms.Form):
    """One row: a body by its code, with the name it bears."""

    kind = forms.ChoiceField(label=pgettext_lazy("of a court", "List"), choices=CourtList.choices)
    code = forms.CharField(label=_("Unified social credit code"), max_length=18)
    name = forms.CharField(label=_("Name"), max_length=200)
    court = forms.CharField(label=_("Court"), max_length=100)
    court_no = CourtNoField(label=_("Case number of the court"), max_length=100)
    matter = forms.CharField(label=_("What the court says"), max_length=entries.LONGEST)
    listed_on = forms.DateField(label=_("Listed on"), **DAY)
    until_on = forms.DateField(label=_("Listed until"), required=False, **DAY)
    removed_on = forms.DateField(label=_("Taken off on"), required=False, **DAY)

    def clean(self):
        said = super().clean()
        if "code" not in said or "name" not in said:
            return said
        body = Subject.objects.bodies().filter(code=said.pop("code").upper(), ceased_on__isnull=True).first()
        name = said.pop("name")
        if body is None:
            self.add_error("code", _now("No public body stands under this code; compare its 18 characters, or register the body first."))
        elif not Subject.objects.bearing(name).filter(pk=body.pk).exists():
            self.add_error("name", _now("Under this code stands %(name)s; compare code and name.") % {"name": body.name})
        said["body"] = body
        return said


def elsewhere(cells: dict) -> str:
    """Enterprises and organisations: their being listed is a record, filed by the import of records."""
    code = cells.get("code", "").strip().upper()
    found = Subject.objects.filter(code=code).first() if len(code) == 18 else None
    if (found is not None and not found.is_body) or (found is None and len(code) == 18 and code[0] == "9"):
        return _now("%(code)s is not a public body: it belongs to the import of records.") % {"code": code}
    return ""


LAYOUT = Layout(
    name="discipline.court.sheets",
    headers=HEADERS,
    needed=frozenset(HEADERS) - {"until_on", "removed_on"},
    example=EXAMPLE,
    form=CourtEntryForm,
    key=("kind", "code", "court_no"),
    twice=_("Row %(row)d is about the same body, list and case of the court."),
    kept=entries.known,
    adds=entries.adds,
    enterable=entries.listable,
    entered=entries.list_body,
    choices=lambda: {"kind": CourtList.choices},
    days=frozenset({"listed_on", "until_on", "removed_on"}),
    elsewhere=elsewhere,
)
