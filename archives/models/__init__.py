"""Subjects and what became of them, posts, memberships, the catalogue, filings and records. One noun a file."""

from .catalogue import CatalogueEdition, CatalogueItem, ItemField, PeriodRule, Term, TierRule
from .division import Division
from .document import Document, DocumentFile, DocumentKind, DocumentSeries, DocumentTemplate, IssuerMark, Service
from .duties import DeadlineExtension, HolidayNotice, ReportingDuty, ZeroReport
from .export import RedactedExport
from .filing import FiledRow, Filing, RowCheck
from .membership import Membership, Role
from .objection import Delivery, ObjectionMark
from .panel import CreditOffice, Panel, Vote
from .people import Authority, EffectRule, PersonCard, ReadLog
from .post import Appointment, Handover, Post, person_in_charge
from .power import PowerItem
from .power_draft import PowerDraft
from .record import FOREVER, Ending, Record, Scope, Tally, Tier
from .relief import Relief
from .subject import Subject
from .subject_history import EarlierName, Identifier, SubjectChange, find
from .supplement import SupplementDraft

__all__ = [
    "FOREVER",
    "Appointment",
    "Authority",
    "CatalogueEdition",
    "CatalogueItem",
    "CreditOffice",
    "DeadlineExtension",
    "Delivery",
    "Division",
    "Document",
    "DocumentFile",
    "DocumentKind",
    "DocumentSeries",
    "DocumentTemplate",
    "EarlierName",
    "EffectRule",
    "Ending",
    "FiledRow",
    "Filing",
    "Handover",
    "HolidayNotice",
    "Identifier",
    "IssuerMark",
    "ItemField",
    "Membership",
    "ObjectionMark",
    "Panel",
    "PeriodRule",
    "PersonCard",
    "Post",
    "PowerDraft",
    "PowerItem",
    "ReadLog",
    "Record",
    "RedactedExport",
    "Relief",
    "ReportingDuty",
    "Role",
    "RowCheck",
    "Scope",
    "Service",
    "Subject",
    "SubjectChange",
    "SupplementDraft",
    "Tally",
    "Term",
    "Tier",
    "TierRule",
    "Vote",
    "ZeroReport",
    "find",
    "person_in_charge",
]
