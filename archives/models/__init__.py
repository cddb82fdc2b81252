"""Subjects, memberships, the catalogue, filings and records. One noun a file."""

from .catalogue import CatalogueEdition, CatalogueItem, ItemField, PeriodRule, Term, TierRule
from .filing import FiledRow, Filing, RowCheck
from .membership import Membership, Role
from .people import Authority, EffectRule, PersonCard, ReadLog
from .record import FOREVER, Ending, Record, Scope, Tally, Tier
from .subject import Subject

__all__ = [
    "FOREVER",
    "Authority",
    "CatalogueEdition",
    "CatalogueItem",
    "EffectRule",
    "Ending",
    "FiledRow",
    "Filing",
    "ItemField",
    "Membership",
    "PeriodRule",
    "PersonCard",
    "ReadLog",
    "Record",
    "Role",
    "RowCheck",
    "Scope",
    "Subject",
    "Tally",
    "Term",
    "Tier",
    "TierRule",
]
