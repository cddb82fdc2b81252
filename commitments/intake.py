"""What the portal may do with disputes: put one in. It reads none, and no table."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from integrity import receipts
from integrity.errors import Refused
from integrity.uploads import File


def dispute(*, commitment: str, reason: str, contact: str, files: list[File], address: UUID | None = None) -> None:
    """Put a dispute of the kept mark of ``commitment`` (its number) in; everybody reads 核实中 from then on, and no word of it.

    ``address`` is the client's own number of the form, so that a form sent twice is one dispute: the second is refused.
    Raises :class:`Refused` without a word of the dispute.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ WRITE")
            put(cursor, commitment, reason, contact, files, address or uuid4())
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "")[:2] != "23":  # a rule of the database; its words would repeat the row
            raise
        # The form was sent twice, or the mark was taken back meanwhile.
        raise Refused(
            _("This could not be taken in: it was sent already, or the commitment no longer stands as kept. Open its page anew.")
        ) from None


def put(cursor, commitment: str, reason: str, contact: str, files: list[File], address: UUID) -> None:
    """The statements of a dispute with its files, by whatever connection of the login ``portal``."""
    cursor.execute(
        "INSERT INTO pub.dispute (id, commitment, reason, contact) VALUES (%s, %s, %s, %s)", [address, commitment, reason, contact]
    )
    receipts.put_files(cursor, "dispute", files, address)
