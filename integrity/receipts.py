"""Receipts of the portal: a code and a passphrase, shown once. What is stored tells neither the passphrase nor who holds it.

The portal computes the verifier, Argon2id of the passphrase with a salt made of the code; PostgreSQL stores and compares
its SHA-256 (``pub.receipt_judged``). Whoever reads the table can therefore follow nothing by it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from uuid import uuid4

from argon2.low_level import Type, hash_secret_raw
from django.db import connection, transaction

from .uploads import File

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without letters that are taken for digits
_TAKEN_FOR = str.maketrans("OILU", "011V")
CODE, PASSPHRASE = 12, 16  # 60 and 80 random bits
SLOW = "slow"  # the state of a receipt at which too much was guessed in this hour
# RFC 9106 and OWASP: 19 MiB, two passes, one lane.
COST = {"time_cost": 2, "memory_cost": 19456, "parallelism": 1, "hash_len": 32, "type": Type.ID}


@dataclass(frozen=True)
class Receipt:
    """What a complainant or objector keeps; both are printed in groups of four."""

    code: str
    passphrase: str

    @classmethod
    def new(cls) -> Receipt:
        code, passphrase = ("".join(secrets.choice(SIGNS) for _ in range(n)) for n in (CODE, PASSPHRASE))
        return cls(grouped(code), grouped(passphrase))


def grouped(text: str) -> str:
    return "-".join(text[n : n + 4] for n in range(0, len(text), 4))


def plain(text: str) -> str:
    """A code or passphrase as it is compared: blanks and hyphens out, capitals, O as 0, I and L as 1."""
    kept = "".join(sign for sign in text[:64].upper().translate(_TAKEN_FOR) if sign in SIGNS)
    return kept[:32]


def verifier(code: str, passphrase: str, what: str = "complaint") -> bytes:
    """Of a receipt of ``what``: Argon2id of the passphrase, salted by the code; computed for whatever was typed, so that all answers take as long."""
    salt = hashlib.sha256(f"{what} receipt/{plain(code)}".encode()).digest()[:16]
    return hash_secret_raw(plain(passphrase).encode() or b"-", salt, **COST)


# ── what the portal asks of PostgreSQL ───────────────────────────────────────


def asked(cursor, function: str, *arguments) -> dict | None:
    """What ``pub.<function>`` tells of a receipt; ``None`` where it opens nothing."""
    cursor.execute("SET TRANSACTION READ WRITE")  # wrong attempts are counted
    cursor.execute(f"SELECT pub.{function}({', '.join(['%s'] * len(arguments))})", arguments)
    (found,) = cursor.fetchone()
    return json.loads(found) if isinstance(found, str) else found


def opened_by(code: str, passphrase: str, what: str) -> tuple[str, bytes]:
    """Code and verifier as the functions of ``what`` take them."""
    return grouped(plain(code)), verifier(code, passphrase, what)


def paper(code: str, passphrase: str, place: int, what: str) -> tuple[str, str | None, bytes | None]:
    """An official document of ``what``, served by its receipt, at ``place`` of its list (1 is the first), to who has the receipt.

    "open" or "slow", its number and the PDF; ``None`` for both where there is none, and whatever is wrong with the receipt.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ WRITE")  # wrong attempts are counted
        cursor.execute(f"SELECT state, number, content FROM pub.{what}_paper(%s, %s, %s)", [*opened_by(code, passphrase, what), place])
        state, number, content = cursor.fetchone()
    return state, number, None if content is None else bytes(content)


def put_files(cursor, what: str, files: list[File], address) -> None:
    """Files of the complaint, objection or application with this ``address``, by whatever connection of the login ``portal``."""
    for part in files:
        cursor.execute(
            f"INSERT INTO pub.{what}_file (id, {what}, name, kind, content) VALUES (%s, %s, %s, %s, %s)",
            [uuid4(), address, part.name, part.kind, part.content],
        )


def add_files(cursor, what: str, files: list[File], told: dict) -> None:
    """Files of a supplement that was taken: under the address that the database ``told``, which goes no further."""
    put_files(cursor, what, files, told.pop("address"))
    told["files"] = [*told["files"], *(part.name for part in files)]
