"""The certificate of a collective signing, a numbered official document. It names who signed, so it is for staff."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q
from django.utils import translation

from archives.documents import actions as documents
from archives.models import Document, DocumentKind, Subject

from ..models import Signing

LABEL = "commitments.signing"


def sight(user, today: date) -> Q:
    """Of certificates somebody sees those of events seen."""
    return Q(about_id__in=Signing.objects.visible_to(user, today).values("pk"))


def units_of(signing: Signing) -> list[Subject]:
    """The units whose staff signed, each with ``n``, in the order of lists."""
    signed = Count("pk", filter=Q(struck=False))
    numbers = dict(signing.signatories.filter(struck=False).order_by().values_list("unit").annotate(n=signed))
    units = list(Subject.objects.filter(pk__in=numbers))
    for unit in units:
        unit.n = numbers[unit.pk]
    return units


def certificate(signing: Signing, *, by, today: date) -> Document:
    """Issue the certificate in the name of the organising unit, in Chinese, whoever confirms. :class:`Refused` without a mark for its numbers."""
    names: dict[int, list[str]] = {}
    for row in signing.signatories.filter(struck=False).order_by("unit", "pk"):
        names.setdefault(row.unit_id, []).append(row.name)
    units = units_of(signing)
    with translation.override("zh-hans"):
        values = {
            "活动名称": signing.title,
            "签署日期": signing.held_on,
            "签署地点": signing.place,
            "承诺内容": " ".join(signing.text.split()).rstrip("。."),
            "签署单位和人数": "、".join(f"{unit.name}{unit.n}人" for unit in units),
            "签署人": "；".join(f"{unit.name}：{'、'.join(names[unit.pk])}" for unit in units),
        }
        return documents.issue(
            kind=DocumentKind.SIGNING,
            body=signing.unit,
            addressee="各签署单位",
            values=values,
            by=by,
            about=(LABEL, signing.pk),
            today=today,
        )
