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
    "short_row": RowRule(
        _("The row has %(n)s cells, the header %(of)s."), _("Fill in the missing cells; a shifted row is often an unquoted comma.")
    ),
    "long_row": RowRule(
        _("The row has %(n)s cells, the header %(of)s."), _("Look for an unquoted comma and put the text in quotation marks.")
    ),
    "required": RowRule(_("This must be filled in."), _("Take it from the decision.")),
    "too_long": RowRule(_("%(n)s characters; the layout allows %(of)s."), _("Shorten it without changing its meaning.")),
    "control_character": RowRule(_("The cell holds an invisible control character."), _("Type the text again or paste it as plain text.")),
    "uscc": RowRule(
        _("This is not a unified social credit code: form or check digit is wrong."), _("Compare all 18 characters with the certificate.")
    ),
    "dummy_code": RowRule(_("This is a placeholder, not a code."), _("Enter the real unified social credit code.")),
    "identity": RowRule(
        _("This is not a certificate number (%(n)s characters)."),
        _("Compare it with the certificate; it is kept only as a hash and a mask."),
    ),
    "masked": RowRule(_("This is a mask, not the number itself."), _("Type the number again; it is kept only as a hash and a mask.")),
    "identity_in_text": RowRule(
        _("A resident id stands in the text; it was masked and will not be stored."), _("Remove the number from the text.")
    ),
    "phone_in_text": RowRule(
        _("A phone number stands in words that everybody will read."), _("Remove the number from the text.")
    ),
    "account_in_text": RowRule(
        _("An e-mail address or the number of an account stands in words that everybody will read."),
        _("Say it without the address or number, for example 通过微信销售."),
    ),
    "card_in_text": RowRule(
        _("The number of a bank card or a passport stands in words that everybody will read."), _("Remove the number from the text.")
    ),
    "address_in_text": RowRule(
        _("The home address of a person stands in words that everybody will read."),
        _("Remove where the person lives; the place of the act may stay, said without 住."),
    ),
    "particulars_in_text": RowRule(
        _("The date of birth, a part of the certificate number or the number plate of a person stands in words that everybody will read."),
        _("Remove it from the text; the decision is told without it, for example 当事人驾驶小型汽车."),
    ),
    "person_name": RowRule(
        _("This is not the name of a natural person alone."),
        _("Write the name and nothing beside it: no brackets, digits, sex, trade or second name; 2 to 20 characters, the parts of a name from another language set apart by ·."),
    ),
    "masked_name": RowRule(
        _("The name of the person is masked in its own cell, and this text goes on behind the surname as if it gave the name; the register cannot hide what it does not know."),
        _("Write the whole name in its cell: it stays inside, and the register hides it in every text; or mask it here as well, for example 张某."),
    ),
    "spelled_name": RowRule(
        _("This text spells the name of the person in Latin letters, which the register does not hide."),
        _("Write the name in the signs of its cell: the register hides it in every text; or leave it out."),
    ),
    "number_for_text": RowRule(
        _("The workbook keeps this as a number, and its last digits are lost."), _("Format the column as text and type the value again.")
    ),
    "shifted_right": RowRule(
        _("From about this column on, the cells of the row stand one column too far to the right."),
        _("Look before it for an unquoted comma or a cell too many, and move the rest of the row back."),
    ),
    "shifted_left": RowRule(
        _("From about this column on, the cells of the row stand one column too far to the left."),
        _("Look before it for a cell that is missing, and move the rest of the row back."),
    ),
    "choice": RowRule(_("This is none of the official values (%(values)s)."), _("Write one of them as it stands in the code table.")),
    "severity": RowRule(
        _("The severity stated is not that of the kind of penalty and the fine, which make tier %(tier)s."),
        _("Correct the kind, the fine or the severity; 0 stands for not determined."),
    ),
    "certificate": RowRule(
        _("This is not a certificate number of the kind stated: form or check digit is wrong."),
        _("Compare it with the certificate; it is kept only as a hash and a mask."),
    ),
    "other_authority": RowRule(
        _("This layout names the authority without its code, so only the authority itself can file it; the filing unit is %(unit)s."),
        _("Let that unit file it, write its full name, or use the layout of 2018."),
    ),
    "date_serial": RowRule(
        _("This is the number by which a spreadsheet keeps the day %(day)s."), _("Format the column as a date and save it again.")
    ),
    "validity": RowRule(_("The licence would end before it begins (%(from)s)."), _("Compare both days with the licence.")),
    "legal_person": RowRule(_("The row is about an organisation."), _("File it in the layout for legal persons.")),
    "natural_person": RowRule(_("The row is about a natural person."), _("File it in the layout for natural persons.")),
    "document_number": RowRule(_("The document number has no number."), _("Write it in full, for example 示市监罚〔2026〕12号.")),
    "date": RowRule(_("This is not a date."), _("Write it as 2026-03-31.")),
    "future": RowRule(_("The decision lies in the future."), _("Compare the date with the decision.")),
    "money": RowRule(_("This is not an amount in 10,000 yuan."), _("Write a number such as 0.2 for 2,000 yuan, in full and without an exponent such as 1e5.")),
    "penalty_kind": RowRule(
        _("The kind of penalty is none of the official ones."), _("Use the words of the code table, for example 罚款 or 警告.")
    ),
    "not_in_catalogue": RowRule(
        _(
            "On that date no edition of the catalogue held the item %(item)s, and nothing outside it may be recorded; it is in from %(from)s until %(until)s (%(basis)s)."
        ),
        _("Check the decision date."),
    ),
    "no_period_rule": RowRule(
        _("No period rule is in force for that decision date and tier."), _("Ask the credit office to enter the rule that applied.")
    ),
    "beyond_maximum": RowRule(
        _("Publication may last %(months)s months at most (%(document)s): until %(max)s."), _("Enter that date or an earlier one.")
    ),
    "below_minimum": RowRule(
        _("Publication lasts %(months)s months at least (%(document)s): until %(min)s."), _("Enter that date or a later one.")
    ),
    "unknown_issuer": RowRule(
        _("The deciding authority is not registered here."), _("Check the code, or ask the credit office to register the unit.")
    ),
    "issuer_name": RowRule(
        _("The authority with the code stated is registered as %(name)s, and never bore the name written here."),
        _("Write that name or an earlier one of it, or correct the code."),
    ),
    "unknown_body": RowRule(_("This public body is not registered here."), _("Check the code, or ask the credit office to register it.")),
    "replaced_code": RowRule(_("This code was replaced; %(name)s has the code %(code)s."), _("Enter the code in use.")),
    "ceased": RowRule(
        _("On the day of the decision this body was no more: it ceased on %(day)s (successor: %(successor)s)."),
        _("Compare the date with the decision; what was decided later belongs to the successor."),
    ),
    "foreign_unit": RowRule(
        _("The row comes from another unit than the one filing."), _("Let that unit file it, or correct the source unit.")
    ),
    "foreign_issuer": RowRule(
        _("The decision is another authority's, neither the filing unit's own nor that of a body below it or merged into it."),
        _("Let that authority file it; a unit that reports for others needs a charge on record, which the credit office enters."),
    ),
    "duplicate": RowRule(_("The same decision stands already in row %(first)s."), _("Keep one of the two rows.")),
    "filed_elsewhere": RowRule(_("Another unit filed this decision."), _("Let that unit correct it, or ask the credit office.")),
    "wrong_subject": RowRule(_("The item cannot be recorded about a subject of this kind."), _("Check the code of the subject.")),
}


def header_of(code: str, layout: str) -> str:
    """The Chinese header of a column of that layout; empty for what no layout knows."""
    known = LAYOUTS.get(layout)
    return next((column.header for column in known.columns if column.code == code), "") if known else ""


# The code of a natural person, made of the resident id: shown nowhere.
PERSON = re.compile(r"R[0-9A-F]{31}")


def describe(error: dict, layout: str = "") -> dict[str, str]:
    """One stored error as the clerk reads it: column, value, message and how to mend it, in the language in use."""
    rule = RULES[error["rule"]]
    column = error.get("column", "")
    return {
        "column": column,
        "header": header_of(column, layout),
        "value": "" if PERSON.fullmatch(str(error.get("value", ""))) else error.get("value", ""),
        "rule": error["rule"],
        "message": str(rule.message) % error.get("args", {}),
        "mend": str(rule.mend),
    }
