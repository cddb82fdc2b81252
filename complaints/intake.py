"""What the portal may do with complaints: put one in, and follow it by its receipt. It reads no table and no other complaint."""

from __future__ import annotations

import hashlib
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from integrity import receipts
from integrity.errors import Refused, SentAlready
from integrity.receipts import SLOW, Receipt, verifier  # noqa: F401  for the pages
from integrity.uploads import File

COLUMNS = (
    *("id", "code", "verifier_hash", "accused_code", "kind", "contract_no", "facts", "wanted", "happened_on"),
    *("complainant_kind", "complainant_name", "contact"),
)


def file(*, said: dict, files: list[File], address: UUID | None = None) -> Receipt:
    """Put a complaint in and return its receipt, which is stored nowhere. ``said``: the words of the form by column.

    The transaction is the only one of the portal that writes; ``address`` is the client's own number of the form, so that
    a form sent twice is one complaint: the second is refused. Raises :class:`Refused` without a word of the complaint.
    """
    receipt = Receipt.new()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ WRITE")
            put(cursor, receipt, said, files, address or uuid4())
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "")[:2] != "23":  # a rule of the database; its words would repeat the row
            raise
        # The form was sent twice, or the body ceased meanwhile.
        if error.__cause__.sqlstate == "23505":
            raise SentAlready(_("This form was sent and taken in already; its receipt was shown then, once.")) from None
        raise Refused(_("This could not be taken in; go back and fill in the form anew.")) from None
    return receipt


def put(cursor, receipt: Receipt, said: dict, files: list[File], address: UUID) -> None:
    """The statements of a complaint with its files, by whatever connection of the login ``portal``."""
    digest = hashlib.sha256(verifier(receipt.code, receipt.passphrase)).digest()
    row = {**said, "id": address, "code": receipt.code, "verifier_hash": digest}
    cursor.execute(
        f"INSERT INTO pub.complaint ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})", [row[name] for name in COLUMNS]
    )
    receipts.put_files(cursor, "complaint", files, address)


def follow(code: str, passphrase: str) -> dict | None:
    """The complainant's own view; ``None`` for an unknown code as for a wrong passphrase; ``{"state": "slow"}`` after too many."""
    with transaction.atomic(), connection.cursor() as cursor:
        return receipts.asked(cursor, "complaint_followed", *receipts.opened_by(code, passphrase, "complaint"))


def supplement(code: str, passphrase: str, words: str, files: list[File] = ()) -> dict | None:
    """Add what the complainant writes, with files; answers as :func:`follow`.

    Raises :class:`Refused` where more files came than a complaint can hold; then nothing is kept.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            opened = receipts.opened_by(code, passphrase, "complaint")
            found = receipts.asked(cursor, "complaint_supplemented", *opened, uuid4(), words)
            if found and found["state"] == "open":
                receipts.add_files(cursor, "complaint", files, found)
            return found
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "")[:2] != "23":
            raise
        raise Refused(_("This could not be added; a complaint holds ten files at most.")) from None
