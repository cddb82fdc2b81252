"""What the portal may do with objections and applications for repair: put one in and follow it by its receipt; an objection is
supplemented, and its handling complained of, as well; an application is withdrawn."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from integrity import receipts
from integrity.errors import Refused, SentAlready
from integrity.receipts import SLOW, Receipt, verifier  # noqa: F401  for the pages
from integrity.uploads import File

COLUMNS = ("id", "code", "verifier_hash", "record_no", "part", "wrong", "should_be", "objector_kind", "objector_name", "contact")


@dataclass(frozen=True)
class Door:
    """What is put in through ``pub.<what>`` and followed by ``pub.<what>_followed``; ``columns``: those of the view."""

    what: str
    columns: tuple[str, ...]


OBJECTION = Door("objection", COLUMNS)
APPLICATION = Door(
    "application",
    ("id", "code", "verifier_hash", "record_no", "done", "methods", "hours", "signer", "applicant", "contact"),
)


def file(*, said: dict, files: list[File], address: UUID | None = None, door: Door = OBJECTION) -> Receipt:
    """Put an objection (or what ``door`` takes) in and return its receipt, which is stored nowhere. ``said``: the words of the form by column.

    ``address`` is the client's own number of the form, so that a form sent twice is one objection: the second is refused.
    Whether a record has the number that was typed changes nothing here. Raises :class:`Refused` without a word of the objection.
    """
    receipt = Receipt.new()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ WRITE")
            put(cursor, receipt, said, files, address or uuid4(), door)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "")[:2] != "23":  # a rule of the database; its words would repeat the row
            raise
        if error.__cause__.sqlstate == "23505":
            raise SentAlready(_("This form was sent and taken in already; its receipt was shown then, once.")) from None
        raise Refused(_("This could not be taken in; go back and fill in the form anew.")) from None
    return receipt


def put(cursor, receipt: Receipt, said: dict, files: list[File], address: UUID, door: Door = OBJECTION) -> None:
    """The statements that put it in with its files, by whatever connection of the login ``portal``."""
    digest = hashlib.sha256(verifier(receipt.code, receipt.passphrase, door.what)).digest()
    row = {**said, "id": address, "code": receipt.code, "verifier_hash": digest}
    cursor.execute(
        f"INSERT INTO pub.{door.what} ({', '.join(door.columns)}) VALUES ({', '.join(['%s'] * len(door.columns))})",
        [row[name] for name in door.columns],
    )
    receipts.put_files(cursor, door.what, files, address)


def follow(code: str, passphrase: str, door: Door = OBJECTION) -> dict | None:
    """The own view of who filed it; ``None`` for an unknown code as for a wrong passphrase; ``{"state": "slow"}`` after too many."""
    with transaction.atomic(), connection.cursor() as cursor:
        return receipts.asked(cursor, f"{door.what}_followed", *receipts.opened_by(code, passphrase, door.what))


def say(code: str, passphrase: str, words: str, files: list[File]) -> dict | None:
    """What the objector writes: the supplement that was asked for, or the complaint about the handling. Answers as :func:`follow`.

    Files go with a supplement. Raises :class:`Refused` where more files came than an objection can hold; then nothing is kept.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            found = receipts.asked(cursor, "objection_said", *receipts.opened_by(code, passphrase, OBJECTION.what), words)
            if found and found["state"] == "open" and found["status"] == "filed":
                receipts.add_files(cursor, OBJECTION.what, files, found)
            return found
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "")[:2] != "23":
            raise
        raise Refused(_("This could not be added; an objection holds ten files at most.")) from None


def withdraw(code: str, passphrase: str, words: str) -> dict | None:
    """The applicant withdraws the application, and says why. Answers as :func:`follow`; ``{"state": "ended"}`` once it is decided."""
    with transaction.atomic(), connection.cursor() as cursor:
        return receipts.asked(cursor, "application_said", *receipts.opened_by(code, passphrase, APPLICATION.what), words)
