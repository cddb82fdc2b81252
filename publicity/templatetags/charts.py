"""Charts as SVG made by the server, each with the same numbers as a table: no script, no image from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from integrity.templatetags.register import thousands

register = template.Library()
WIDTH, HEIGHT, LEFT, FOOT, HEAD = 330, 170, 38, 24, 16
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Bars:
    """Stacked columns: ``labels`` below them; each of ``series`` is a name and as many numbers, the lowest part first."""

    title: str
    say: str
    labels: list[str]
    series: list[tuple[str, list[int]]]

    @property
    def sums(self) -> list[int]:
        return [sum(numbers) for numbers in zip(*(numbers for _name, numbers in self.series), strict=True)]

    @property
    def total(self) -> int:
        return sum(self.sums)

    def __bool__(self) -> bool:
        return any(self.sums)


def _top(highest: int) -> tuple[int, int]:
    """The height of the axis and the distance of its lines: three to five lines at round numbers."""
    step, power = 1, 1
    while highest > 4 * step:
        step = next((power * n for n in STEPS if highest <= 4 * power * n), power * 10)
        power *= 10
    return -(-highest // step) * step or step, step


@register.simple_tag
def bars(chart: Bars) -> SafeString:
    """The columns, what each colour means, and the table with the same numbers."""
    return format_html(
        '<figure class="chart"><h3>{}</h3><p class="say">{}</p>{}<p class="key">{}</p><details><summary>{}</summary>{}</details></figure>',
        chart.title, chart.say, _plot(chart), _key(chart), _("As a table"), _twin(chart),
    )  # fmt: skip


def _plot(chart: Bars) -> SafeString:
    highest, step = _top(max(chart.sums))
    room = HEIGHT - FOOT - HEAD
    scale = room / highest
    base = HEIGHT - FOOT
    grid = format_html_join(
        "", '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        (("grid" if value else "base", LEFT, WIDTH, f"{base - value * scale:.1f}", f"{base - value * scale:.1f}", LEFT - 6, f"{base - value * scale + 4:.1f}", thousands(value))
         for value in range(0, highest + 1, step)),
    )  # fmt: skip
    wide = (WIDTH - LEFT) / len(chart.labels)
    parts = []
    for column, label in enumerate(chart.labels):
        middle, at = LEFT + wide * (column + 0.5), float(base)
        for part, (_name, numbers) in enumerate(chart.series, 1):
            tall = numbers[column] * scale
            at -= tall
            parts.append(("", format_html('<rect class="s{}" x="{}" y="{}" width="{}" height="{}"/>', part, f"{middle - wide * 0.3:.1f}", f"{at:.1f}", f"{wide * 0.6:.1f}", f"{tall:.1f}") if tall else ""))
        if chart.sums[column]:
            parts.append(("", format_html('<text class="val" x="{}" y="{}" text-anchor="middle">{}</text>', f"{middle:.1f}", f"{at - 5:.1f}", thousands(chart.sums[column]))))
        parts.append(("", format_html('<text x="{}" y="{}" text-anchor="middle">{}</text>', f"{middle:.1f}", HEIGHT - 6, label)))
    return format_html('<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>', WIDTH, HEIGHT, chart.title, grid, format_html_join("", "{}{}", parts))


def _key(chart: Bars) -> SafeString:
    told = [(n, name) for n, (name, numbers) in enumerate(chart.series, 1) if any(numbers)]
    return format_html_join("", '<span><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><rect class="s{}" width="12" height="12"/></svg>{}</span>', told)


def _twin(chart: Bars) -> SafeString:
    head = format_html_join("", '<th scope="col" class="number">{}</th>', ((name,) for name, _numbers in chart.series))
    rows = format_html_join(
        "", '<tr><th scope="row">{}</th>{}<td class="number">{}</td></tr>',
        ((label, format_html_join("", '<td class="number">{}</td>', ((thousands(numbers[n]),) for _name, numbers in chart.series)), thousands(chart.sums[n]))
         for n, label in enumerate(chart.labels)),
    )  # fmt: skip
    return format_html('<table class="register"><thead><tr><td></td>{}<th scope="col" class="number">{}</th></tr></thead><tbody>{}</tbody></table>', head, _("Total"), rows)
