"""Subjects, memberships, the catalogue, filings and records. One noun a file."""

from .catalogue import CatalogueEdition, CatalogueItem, ItemField, PeriodRule, Term, TierRule
from .filing import FiledRow, Filing, RowCheck
from .membership import Membership, Role
from .panel import CreditOffice, Panel, Vote
from .record import FOREVER, Ending, Record, Scope, Tally, Tier
from .subject import Subject

__all__ = [
    "FOREVER",
    "CatalogueEdition",
    "CatalogueItem",
    "CreditOffice",
    "Ending",
    "FiledRow",
    "Filing",
    "ItemField",
    "Membership",
    "Panel",
    "PeriodRule",
    "Record",
    "Role",
    "RowCheck",
    "Scope",
    "Subject",
    "Tally",
    "Term",
    "Tier",
    "TierRule",
    "Vote",
]
