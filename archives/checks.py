"""Findings about stored facts on a given day: on the page of a body, and those of which warnings are made."""

from __future__ import annotations

from django.utils.translation import gettext as _

from integrity import findings

from . import late_checks, term_checks
from .models import Division, Membership, Subject

for check in (*term_checks.CHECKS, *late_checks.CHECKS):
    findings.register(check)


def findings_about(subject: Subject, today) -> list[str]:
    """What somebody should look at on the page of a body; never a reason to refuse anything."""
    return [*_division(subject, today), *_roles(subject, today)]


def _division(subject: Subject, today) -> list[str]:
    """Digits 3 to 8 of a unified code are the division of the registering authority (GB 32100-2015, 4.3)."""
    if subject.is_person or not Division.objects.exists():
        return []
    code = subject.code[2:8]
    if not Division.objects.filter(code=code).exists():
        return [_("Digits 3 to 8 of the code (%(code)s) name no known division; compare the code with the certificate.") % {"code": code}]
    current = Division.today(code)
    if any(unit.code == code for unit in current):
        return []
    names = "、".join(str(unit) for unit in current) or "—"
    return [
        _("Digits 3 to 8 of the code (%(code)s) name a division that is no longer in use; today: %(names)s.")
        % {"code": code, "names": names}
    ]


def _roles(subject: Subject, today) -> list[str]:
    if not subject.ceased_on or subject.ceased_on > today:
        return []
    held = Membership.objects.held(today).filter(unit=subject).count()
    if not held:
        return []
    return [_("The body has ceased, and %(n)d roles are still held in it; the security administrator ends them.") % {"n": held}]
