"""Subjects, memberships, the catalogue, filings and records. One noun a file."""

from .catalogue import CatalogueEdition, CatalogueItem, ItemField, PeriodRule, Term, TierRule
from .duties import DeadlineExtension, HolidayNotice, ReportingDuty, ZeroReport
from .filing import FiledRow, Filing, RowCheck
from .membership import Membership, Role
from .record import FOREVER, Ending, Record, Scope, Tally, Tier
from .subject import Subject

__all__ = [
    "FOREVER",
    "CatalogueEdition",
    "CatalogueItem",
    "DeadlineExtension",
    "Ending",
    "FiledRow",
    "Filing",
    "HolidayNotice",
    "ItemField",
    "Membership",
    "PeriodRule",
    "Record",
    "ReportingDuty",
    "Role",
    "RowCheck",
    "Scope",
    "Subject",
    "Tally",
    "Term",
    "Tier",
    "TierRule",
    "ZeroReport",
]
