"""What the portal may do with complaints: put one in, and follow it by its receipt. It reads no table and no other complaint."""

from __future__ import annotations

import hashlib
import json
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from integrity.errors import Refused
from integrity.receipts import Receipt, grouped, plain, verifier
from integrity.uploads import File

COLUMNS = (
    *("id", "code", "verifier_hash", "accused_code", "kind", "contract_no", "facts", "wanted", "happened_on"),
    *("complainant_kind", "complainant_name", "contact"),
)
SLOW = "slow"  # the state of a receipt at which too much was guessed in this hour


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
        raise Refused(_("This complaint could not be taken in, or it was sent already; go back and fill in the form anew.")) from None
    return receipt


def put(cursor, receipt: Receipt, said: dict, files: list[File], address: UUID) -> None:
    """The statements of a complaint with its files, by whatever connection of the login ``portal``."""
    digest = hashlib.sha256(verifier(receipt.code, receipt.passphrase)).digest()
    row = {**said, "id": address, "code": receipt.code, "verifier_hash": digest}
    cursor.execute(
        f"INSERT INTO pub.complaint ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})", [row[name] for name in COLUMNS]
    )
    for part in files:
        cursor.execute(
            "INSERT INTO pub.complaint_file (id, complaint, name, kind, content) VALUES (%s, %s, %s, %s, %s)",
            [uuid4(), address, part.name, part.kind, part.content],
        )


def _asked(function: str, *arguments) -> dict | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ WRITE")  # wrong attempts are counted
        cursor.execute(f"SELECT pub.{function}({', '.join(['%s'] * len(arguments))})", arguments)
        (found,) = cursor.fetchone()
    return json.loads(found) if isinstance(found, str) else found


def follow(code: str, passphrase: str) -> dict | None:
    """The complainant's own view; ``None`` for an unknown code as for a wrong passphrase; ``{"state": "slow"}`` after too many."""
    return _asked("complaint_followed", grouped(plain(code)), verifier(code, passphrase))


def paper(code: str, passphrase: str) -> tuple[str, str | None, bytes | None]:
    """The notice of acceptance to who has the receipt: "open" or "slow", its number and the PDF; ``None`` where there is none."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ WRITE")  # wrong attempts are counted
        cursor.execute("SELECT state, number, content FROM pub.complaint_paper(%s, %s)", [grouped(plain(code)), verifier(code, passphrase)])
        state, number, content = cursor.fetchone()
    return state, number, None if content is None else bytes(content)


def supplement(code: str, passphrase: str, words: str) -> dict | None:
    """Add what the complainant writes; answers as :func:`follow`."""
    return _asked("complaint_supplemented", grouped(plain(code)), verifier(code, passphrase), uuid4(), words)
