"""Subjects, memberships, the catalogue, filings and records. One noun a file."""

from .catalogue import CatalogueEdition, CatalogueItem, ItemField, PeriodRule, Term, TierRule
from .filing import Filing, RowCheck, FiledRow
from .membership import Membership, Role
from .record import FOREVER, Ending, Record, Scope, Tally, Tier
from .subject import Subject

__all__ = [
    "CatalogueEdition",
    "CatalogueItem",
    "FOREVER",
    "Ending",
    "Filing",
    "ItemField",
    "Membership",
    "PeriodRule",
    "Record",
    "Role",
    "Scope",
    "RowCheck",
    "FiledRow",
    "Subject",
    "Tally",
    "Term",
    "Tier",
    "TierRule",
]
