"""Receipts of the portal: a code and a passphrase, shown once. What is stored tells neither the passphrase nor who holds it.

The portal computes the verifier, Argon2id of the passphrase with a salt made of the code; PostgreSQL stores and compares
its SHA-256 (``pub.receipt_judged``). Whoever reads the table can therefore follow nothing by it.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without letters that are taken for digits
_TAKEN_FOR = str.maketrans("OILU", "011V")
CODE, PASSPHRASE = 12, 16  # 60 and 80 random bits
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
