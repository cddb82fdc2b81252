"""What each row rule says to the clerk: what is wrong, and how to mend it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .layouts import LAYOUTS


@dataclass(frozen=True)
class RowRule:
    message: object
    mend: object


RULES: dict[str, RowRule] = {
    "short_row": RowRule(_("The row has %(n)s cells, the header %(of)s."), _("Fill in the missing cells; a shifted row is often an unquoted comma.")),
    "long_row": RowRule(_("The row has %(n)s cells, the header %(of)s."), _("Look for an unquoted comma and put the text in quotation marks.")),
    "required": RowRule(_("This must be filled in."), _("Take it from the decision.")),
    "too_long": RowRule(_("%(n)s characters; the layout allows %(of)s."), _("Shorten it without changing its meaning.")),
    "control_character": RowRule(_("The cell holds an invisible control character."), _("Type the text again or paste it as plain text.")),
    "uscc": RowRule(_("This is not a unified social credit code: form or check digit is wrong."), _("Compare all 18 characters with the certificate.")),
    "dummy_code": RowRule(_("This is a placeholder, not a code."), _("Enter the real unified social credit code.")),
    "identity": RowRule(_("This is not a certificate number (%(n)s characters)."), _("Compare it with the certificate; it is kept only as a hash and a mask.")),
    "identity_in_text": RowRule(_("A resident id stands in the text; it was masked and will not be stored."), _("Remove the number from the text.")),
    "number_for_text": RowRule(_("The workbook keeps this as a number, and its last digits are lost."), _("Format the column as text and type the value again.")),
    "natural_person": RowRule(_("The row is about a natural person."), _("File it in the layout for natural persons.")),
    "document_number": RowRule(_("The document number has no number."), _("Write it in full, for example 示市监罚〔2026〕12号.")),
    "date": RowRule(_("This is not a date."), _("Write it as 2026-03-31.")),
    "future": RowRule(_("The decision lies in the future."), _("Compare the date with the decision.")),
    "money": RowRule(_("This is not an amount in 10,000 yuan."), _("Write a number such as 0.2 for 2,000 yuan.")),
    "penalty_kind": RowRule(_("The kind of penalty is none of the official ones."), _("Use the words of the code table, for example 罚款 or 警告.")),
    "not_in_catalogue": RowRule(
        _("On that date no edition of the catalogue held the item %(item)s, and nothing outside the catalogue may be recorded."),
        _("Check the decision date."),
    ),
    "no_period_rule": RowRule(_("No period rule is in force for that decision date and tier."), _("Ask the credit office to enter the rule that applied.")),
    "beyond_maximum": RowRule(
        _("Publication may last %(months)s months at most (%(document)s): until %(max)s."), _("Enter that date or an earlier one.")
    ),
    "below_minimum": RowRule(_("Publication lasts %(months)s months at least (%(document)s): until %(min)s."), _("Enter that date or a later one.")),
    "unknown_issuer": RowRule(_("The deciding authority is not registered here."), _("Check the code, or ask the credit office to register the unit.")),
    "unknown_body": RowRule(_("This public body is not registered here."), _("Check the code, or ask the credit office to register it.")),
    "foreign_unit": RowRule(_("The row comes from another unit than the one filing."), _("Let that unit file it, or correct the source unit.")),
    "duplicate": RowRule(_("The same decision stands already in row %(first)s."), _("Keep one of the two rows.")),
    "filed_elsewhere": RowRule(_("Another unit filed this decision."), _("Let that unit correct it, or ask the credit office.")),
    "wrong_subject": RowRule(_("The item cannot be recorded about a subject of this kind."), _("Check the code of the subject.")),
}

# Columns that no layout knows but errors of the archive name.
HEADERS = {column.code: column.header for layout in LAYOUTS.values() for column in layout.columns}


# The code of a natural person, made of the resident id: shown nowhere.
PERSON = re.compile(r"R[0-9A-F]{31}")


def describe(error: dict) -> dict[str, str]:
    """One stored error as the clerk reads it: column, value, message and how to mend it, in the language in use."""
    rule = RULES[error["rule"]]
    column = error.get("column", "")
    return {
        "column": column,
        "header": HEADERS.get(column, ""),
        "value": "" if PERSON.fullmatch(str(error.get("value", ""))) else error.get("value", ""),
        "rule": error["rule"],
        "message": str(rule.message) % error.get("args", {}),
        "mend": str(rule.mend),
    }
