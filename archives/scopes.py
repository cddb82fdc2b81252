"""Whose eyes see which scope of a record: 社会公开 / 政务共享 / 授权查询 / 内部 (S4 四)."""

from __future__ import annotations

from .models import Membership, Record, Role

EVERYBODY = frozenset({"public", "shared"})
ALL = frozenset({"public", "shared", "authorised", "internal"})


def scopes_for(user, record: Record) -> frozenset[str]:
    """The scopes of the fields of ``record`` that ``user`` may see in the staff site.

    Authorised and internal fields are for the office and the auditor; a clerk sees them of the own unit only, of what
    it filed or decided.
    """
    if record.subject.is_person:  # opened through people.reveal only, by whom the whole archive is for
        return ALL
    if Role.of(user) & {Role.OFFICER, Role.AUDITOR}:
        return ALL
    own = Membership.objects.held().filter(user=user, role=Role.CLERK, unit__in=[record.filing.unit_id, record.issuer_id])
    return ALL if own.exists() else EVERYBODY
