"""The names of natural persons in official files: masked on every page of a filing, shown only after the read log has said so.

Of such a row the full name stands in one internal field and may be repeated in the text of the decision. What is about a
civil servant by the personnel organ's own form (``Filing.person``) is opened as a whole through ``people.reveal``.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import permutations

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

from integrity.signs import lettered
from integrity.writings import either_writing

from .imports.layouts import LAYOUTS
from .imports.persons import masked_name
from .models import Filing, Membership, ReadLog, Role
from .people import concern_since

As, Purpose, What = ReadLog.As, ReadLog.Purpose, ReadLog.What


# What may stand between the signs of one name: blanks, punctuation, symbols, marks and what nobody sees; no letter, no digit.
# As PostgreSQL and Python both read it inside brackets.
SIGNS = (
    r"\u0001-\u0020\u0022-\u002f\u003c-\u003e\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u02b0-\u036f"
    r"\u061c\u115f\u1160\u1680\u180b-\u180f\u2000-\u2bff\u2e00-\u2e7f\u3000\u3001\u3003\u3004\u3008-\u3020\u302a-\u3030\u303d\u30fb\u3164"
    r"\ufe00-\ufe0f\ufe20-\ufe4f\ufeff\uff02-\uff0b\uff0d-\uff0f\uff1c-\uff1e\uff20\uff3b-\uff40\uff5b-\uff65\uffa0\U000e0000-\U000e01ef"
)
# What ends a clause stands between the signs of a name only where three in a row make a chance unlikely: 公文，明确 is not 文明,
# and no reader takes 公文。明日 for that name. A cry and a question are no ends that official words have: see ONE.
ENDS = r"!:;?\u3002\uff01\uff0c\uff1a\uff1b\uff1f"
ALL = f"[{SIGNS}{ENDS}]"
LATIN = "[A-Za-z\u00c0-\u024f]"
# One letter, digit, ! or ? may stand between two ideographs of a name (周1杰, 周a杰, 李！雷); an ideograph makes another word.
ONE = r"[!?\uff01\uff1f0-9A-Za-z\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
DOTS = "[·•・‧]"
LETTER = r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"
# What is written instead of a sign of a name: 周某宝, 周X宝, 周×宝.
HIDDEN = "[×*＊○〇◯□Xx某]"
# Where the last sign would begin a word of its own: 张某明知故犯 is no 张国明.
NO_WORD = (
    r"(?!一[次家案人直些时般]|明[知显确示文]|平[时均台]|军人|民[事政警间]|国[家有内际]|强[行制迫]|成[立为功年]|文[件书]|生[产活意]|利用|建[设房筑]"
    r"|发[布现生出放送]|行为|安[全排装]|金额|全[部体]|新[建增]|学[习校]|信[息用]|进[行入货]|方[式法面]|华[东南西北]|海[鲜产])"
)
BLANK = r"[ \u3000\u00a0]?"
# Which signs of a name of three and of four may be hidden while two that tell it are left, as bits; 欧阳某某 tells nobody.
HIDES = {3: (1, 2, 4), 4: (1, 2, 3, 4, 5, 6, 8, 9, 10)}

# Names of the rows of a filing each of whose parts stands in the name of its file, in whatever order.
NAMED = """
SELECT DISTINCT name FROM (SELECT facts -> 'internal' ->> 'name' AS name FROM archives_filedrow WHERE filing_id = %(filing)s) n
WHERE name <> '' AND NOT EXISTS (
  SELECT FROM regexp_split_to_table(lower(name), %(between)s) part
  WHERE strpos(regexp_replace(lower(%(filename)s), %(between)s, '', 'g'), part) = 0)
"""


def holds_names(filing: Filing) -> bool:
    """Whether the rows of ``filing`` are about natural persons, as its layout says."""
    return filing.layout in LAYOUTS and LAYOUTS[filing.layout].of_persons


def name_in(facts: dict) -> str:
    """The full name of the natural person a row is about; empty for a row about an organisation."""
    return facts.get("internal", {}).get("name", "")


def _parts(name: str) -> list[str]:
    return [part for part in re.split(f"{ALL}+", name) if part]


def _forms(name: str) -> set[str]:
    """A name without what stands between its signs. One in Latin letters also with its last part first and its first part
    last, and by any two of its parts; of one with middle dots (阿卜杜拉·买买提) also each part of two signs or more."""
    parts = _parts(name)
    found = {"".join(parts)}
    if re.search(LATIN, name):
        if len(parts) > 1:
            found |= {"".join([*parts[1:], parts[0]]), "".join([parts[-1], *parts[:-1]])}
        if len(parts) > 2:  # J. R. Smith: two initials are too little to tell a name by
            found |= {one + other for one, other in permutations(parts, 2) if len(one + other) > 3}
    elif re.search(DOTS, name):
        found |= {"".join(_parts(part)) for part in re.split(DOTS, name)}
    return {form for form in found if len(form) > 1}


def _half_hidden(form: str) -> list[str]:
    """The regular expressions for a name with some of its signs hidden: 周某宝, 周X宝, 周小*, 某小宝 for 周小宝."""
    found = []
    for bits in HIDES.get(len(form), ()) if not re.search(f"某|{LATIN}", form) else ():
        hidden = [bits >> at & 1 for at in range(len(form))]
        signs = [
            either_writing(sign) if not hides else f"{HIDDEN}?" if before else HIDDEN
            for sign, hides, before in zip(form, hidden, [0, *hidden], strict=False)
        ]
        if hidden[-2] and not hidden[-1]:
            signs[-1] = NO_WORD + signs[-1]
        found.append(BLANK.join(signs))
    return found


def _alone(names: tuple[str, ...]) -> set[str]:
    """The parts of names in Latin letters that tell the person without the others: Smith, no initial and no 'de'."""
    return {part for name in names if re.search(LATIN, name) for part in _parts(name) if re.fullmatch(f"{LETTER}{{3,}}", part)}


def _written(form: str) -> str:
    """The regular expression for a form, whatever stands between its signs."""
    between = f"{ALL if len(form) > 2 else f'[{SIGNS}]'}*"
    if not re.search(LATIN, form):
        between += f"(?:{ONE}{between})?"
    return between.join(map(either_writing, form))


def replaced(text: str, names: tuple[str, ...], mask: str) -> str:
    """``text`` with ``mask`` for each of ``names``, however written: with blanks or signs between, in capitals or not, a
    Latin one with the family name first or last, by two of its parts or by one of three letters and more that stands alone,
    in simplified or traditional signs, with some of its signs hidden (周某宝).

    A name of less than two signs is none. Persons named beside the one a row is about cannot be known.
    ``pub.person_record`` says the same in SQL; a test compares both.
    """
    forms = sorted({form for name in names for form in _forms(name)}, key=len, reverse=True)
    patterns = [_written(form) for form in forms] + [pattern for form in forms for pattern in _half_hidden(form)]
    patterns += [f"(?<!{LETTER}){part}(?!{LETTER})" for part in sorted(_alone(names))]
    return re.sub("|".join(patterns), lambda _found: mask, text, flags=re.IGNORECASE) if patterns else text


def hidden(text: str, name: str) -> str:
    """``text`` with the full name in it replaced by its mask."""
    return replaced(text, (name,), masked_name(name))


def hidden_in(filename: str, filing_id: int) -> str:
    """The name of a file about natural persons without the names of those in its rows."""
    filename = lettered(filename)
    with connection.cursor() as cursor:
        cursor.execute(NAMED, {"filing": filing_id, "filename": filename, "between": f"{ALL}+"})
        for (name,) in cursor.fetchall():
            filename = hidden(filename, name)
    return filename


def without_names(facts: dict) -> dict:
    """The facts of a row of a file about natural persons, with its name masked wherever it stands."""
    name = name_in(facts)
    return {scope: {key: hidden(value, name) for key, value in values.items()} for scope, values in facts.items()} if name else facts


def acting_on(user, filing: Filing, today: date) -> str:
    """As what ``user`` may see the names in ``filing`` on ``today``: its unit, the officer concerned with it, the auditor."""
    roles = Role.of(user, today)
    if Role.AUDITOR in roles:
        return As.AUDITOR
    held = Membership.objects.held(today).filter(user=user, unit=filing.unit)
    theirs = [Role.CLERK, Role.HEAD, *[Role.PANEL] * (Filing.Status.PANEL in filing.stages)]
    if held.filter(role__in=theirs).exists() and getattr(user, "is_active", False):
        return As.UNIT
    waits = Filing.objects.awaiting_decision().filter(pk=filing.pk).exists()
    decided = filing.decided_by_id == user.pk and filing.decided_at >= concern_since(today)
    return As.OFFICER if Role.OFFICER in roles and (waits or decided) else As.NONE


# Everyone in the rows who is registered here; those who are not have no archive in which they could read it.
EACH = """
INSERT INTO archives_readlog (by_id, acting_as, person_id, what, about, purpose, reason, granted)
SELECT %s, %s, s.id, %s, %s, %s, '', true FROM archives_subject s
WHERE s.address IS NOT NULL AND s.code IN (
  SELECT r.subject_code FROM archives_filedrow r WHERE r.filing_id = %s AND (%s::integer[] IS NULL OR r.row_no = ANY(%s::integer[]))
    AND (NOT %s OR r.errors IS NOT NULL OR EXISTS (
      SELECT FROM archives_rowcheck x WHERE x.filing_id = r.filing_id AND x.row_no = r.row_no AND x.errors IS NOT NULL)))
"""


def refuse(*, by, filing: Filing, why: str) -> None:
    """Note a refused attempt to see names and raise it."""
    with transaction.atomic(durable=True):
        ReadLog.objects.create(by=by, acting_as=As.NONE, what=What.NAMES, about=filing.number, purpose=Purpose.UNSTATED, granted=False)
    raise PermissionDenied(why)


def reveal(*, by, filing: Filing, today: date, rows: list[int] | None = None, faulty: bool = False) -> str:
    """Note that ``by`` sees the names in ``filing`` and say as what; committed when this returns, as ``people.reveal``.

    ``rows``: the numbers of those shown; ``None`` for all, or, with ``faulty``, for all with errors. One row of the log is about the filing, and one about each
    person in those rows who is registered here. Raises ``PermissionDenied`` after noting the refusal.
    """
    acting = acting_on(by, filing, today)
    if acting == As.NONE:
        refuse(
            by=by,
            filing=filing,
            why=_(
                "Only the unit that filed it, the officer concerned and the auditor see the names of natural persons in a filing. This attempt was recorded."
            ),
        )
    with transaction.atomic(durable=True):
        purpose = Purpose.SUPERVISION if acting == As.AUDITOR else Purpose.HANDLING
        ReadLog.objects.create(by=by, acting_as=acting, what=What.NAMES, about=filing.number, purpose=purpose, granted=True)
        with connection.cursor() as cursor:
            cursor.execute(EACH, [by.pk, acting, What.NAMES, filing.number, purpose, filing.pk, rows, rows, faulty])
    return acting
