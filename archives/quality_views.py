"""The board of data quality per unit and month, and the same as the monthly report 双公示月报: CSV and XLSX."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import xlsxwriter
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from integrity.errors import Refused, Unreadable
from integrity.exports import formula_safe

from .duty_views import units_of
from .periods import add_months
from .quality import Line, board

# The columns of the monthly report; its words are official and stay Chinese.
COLUMNS = (
    "序号", "单位", "统一社会信用代码", "应报送数", "已报送数", "其中零报告", "漏报数", "上报率",
    "作出决定数", "按时报送数", "及时率", "报送行数", "合规行数", "合规率",
)  # fmt: skip
TITLE = "行政许可和行政处罚等信用信息“双公示”月报"


def month_of(request, today: date) -> date:
    """The month asked for as YYYY-MM; the last whole one if none is named. Refused where it is none or still to come."""
    asked = request.GET.get("month", "")
    if not asked:
        return add_months(today.replace(day=1), -1)
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", asked):
        raise Unreadable(_("“%(month)s” is no month; write it as 2026-10.") % {"month": asked[:20]})
    month = date(int(asked[:4]), int(asked[5:]), 1)
    if month > today:
        raise Refused(_("%(month)s has not begun, so there is nothing to count.") % {"month": asked})
    return month


@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """Completeness, timeliness and correctness of one month: the own units, or all for office and auditor."""
    today = timezone.localdate()
    units = units_of(request.user, today)
    month = month_of(request, today)
    lines, total = board(month, today=today, units=units)
    after = add_months(month, 1)
    context = {
        **admin.site.each_context(request),
        "title": _("Data quality"),
        "month": month,
        "before": add_months(month, -1),
        "after": after if after <= today else None,
        "lines": lines,
        "total": total,
        "everything": units is None,
        "over": after <= today,
    }
    return TemplateResponse(request, "staff/quality.html", context)


def _rows(lines: list[Line], total: Line):
    for number, line in enumerate([*lines, total], 1):
        named = line.unit is not None
        yield [
            number if named else "",
            formula_safe(line.unit.name) if named else "合计",
            line.unit.code if named else "",
            line.complete.whole,
            line.complete.part,
            line.zero,
            line.missed,
            str(line.complete),
            line.timely.whole,
            line.timely.part,
            str(line.timely),
            line.correct.whole,
            line.correct.part,
            str(line.correct),
        ]


def _report(request) -> tuple[date, list[list]]:
    today = timezone.localdate()
    units = units_of(request.user, today)
    month = month_of(request, today)
    return month, list(_rows(*board(month, today=today, units=units)))


def _download(content: bytes, kind: str, month: date, suffix: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="quality-{month:%Y-%m}.{suffix}"'
    return response


@require_GET
def quality_csv(request: HttpRequest) -> HttpResponse:
    """The monthly report as CSV with a BOM, safe against formulas."""
    month, rows = _report(request)
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return _download(("\ufeff" + out.getvalue()).encode(), "text/csv; charset=utf-8", month, "csv")


@require_GET
def quality_xlsx(request: HttpRequest) -> HttpResponse:
    """The monthly report as a sheet: title, month, one line per unit, the sum; text is written as text, never as a formula."""
    month, rows = _report(request)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("双公示月报")
    title, head, cell = (
        book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center"}),
        book.add_format({"border": 1}),
    )
    sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, TITLE, title)
    sheet.write_string(1, 0, f"报告月份：{month.year}年{month.month}月")
    sheet.write_row(2, 0, COLUMNS, head)
    for number, row in enumerate(rows, 3):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, column, value, cell)
            else:
                sheet.write_string(number, column, value, cell)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 22)
    sheet.freeze_panes(3, 2)
    book.close()
    return _download(out.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", month, "xlsx")
