"""Every page of the staff site in a real browser, as somebody who may open it.

Which pages there are and who may open them is the table of ``tests/test_permissions.py``: a page added there is looked at
here, as an officer if officers may open it (they see the most forms), else as the first persona that may.
"""

import io

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from archives import actions
from archives.models import CreditOffice, Record, Subject
from integrity import jobs
from integrity.models import Job
from integrity.workflow import advance
from scoring.actions import load_standard
from scoring.models import Run
from tests import world
from tests.archives import officials
from tests.archives.appraisal import appraised
from tests.browser.eyes import Eyes
from tests.files import penalties, row, table
from tests.publicity.given import clear
from tests.test_permissions import STANDARD, URLS, VIEWERS, _address, filing_at, one_of_each

pytestmark = pytest.mark.browser
HOMES = ("lin", "gao", "pan", "zhou", "audit", "guard", "ren", "self_", "nobody")
# Where an officer has a form: looked at as the auditor too, who sees the same page without it.
READ_ONLY = (
    "subject_change",
    "periodrule_change",
    "panel_change",
    "creditoffice_change",
    "reportingduty_change",
    "staff_record",
    "staff_filing",
    "staff_calendar",
    "staff_duties",
    "staff_warnings",
    "staff_exports",
)


def persona(name: str) -> User:
    return User.objects.get(username=name)


def viewers(name: str) -> list[str]:
    """Who looks at the page of that name."""
    allowed = [viewer for viewer, answer in zip(VIEWERS, URLS[name].split(), strict=True) if answer == "200"]
    if not allowed:
        return []
    first = "zhou" if "zhou" in allowed else allowed[0]
    return [first, "audit"] if name.endswith(READ_ONLY) and {"zhou", "audit"} <= set(allowed) else [first]


def table_of_pages() -> dict[str, list[str]]:
    """{persona: addresses} of everything the table of permissions knows."""
    objects = one_of_each(persona)
    with STANDARD.open("rb") as stream:
        objects["scoring_standard"] = (standard := load_standard(stream=stream)[0]).pk
    objects["scoring_run"] = Run.objects.create(as_of=timezone.localdate(), known_at=timezone.now(), standard=standard).pk
    found: dict[str, list[str]] = {}
    for name, told in URLS.items():
        for viewer in viewers(name) if told else []:
            if viewer != "anon":
                found.setdefault(viewer, []).append(_address(name, objects))
    return found


def states() -> dict[str, list[str]]:
    """Pages whose look depends on a state that the table does not have: filings at each stage, archives of persons."""

    def page(filing) -> str:
        return reverse("staff_filing", args=[filing.pk])

    faulty = filing_at("checked", persona, table([row(41), row(42, CF_SY=""), row(43, CF_JDRQ="2026-02-30")]))
    waiting = filing_at("submitted", persona, penalties(3, start=50))
    returned = filing_at("submitted", persona, penalties(3, start=60))
    returned = advance(returned, "return", by=persona("zhou"), reason="附件与表内金额不符。", seen=returned.revision)
    received = actions.receive_file(
        unit=Subject.objects.get(code=world.MARKET), by=persona("lin"), stream=io.BytesIO(penalties(2, start=70)), filename="新.csv"
    )
    failed = jobs.ask("check filing", about=received, by=persona("lin"), total=2)
    Job.objects.filter(pk=failed.pk).update(state=Job.State.FAILED, error="…", message="…", finished_at=timezone.now())
    filed = filing_at("submitted", persona, penalties(2, start=80))
    advance(filed, "approve", by=persona("zhou"), seen=filed.revision)
    correction = filing_at("submitted", persona, table([row(80, CF_NR="罚款三万元", CF_NR_FK="3")]))
    public = Record.objects.filter(subject__code=world.ENTERPRISE, shown__isnull=False).first()
    actions.withdraw(number=public.number, by=persona("sun"), reason="重复报送。")
    own = officials.register("欧阳明远", 17, self_="self_")
    officials.filed(own, "GZ-RY")
    theirs = reverse("staff_person", args=[own.address])
    return {
        "lin": [
            page(faulty),
            page(returned),
            page(received),
            reverse("staff_enter", args=["CF"]),
            "/nowhere/",
            reverse("admin:accounts_user_changelist"),
        ],
        "zhou": [page(waiting), page(correction), reverse("staff_batch")],
        "sun": [reverse("staff_record", args=[public.number])],
        "ren": [
            reverse("staff_people"),
            theirs,
            reverse("staff_person_register"),
            reverse("staff_choose_item"),
            reverse("staff_enter", args=["GZ-RY"]) + f"?person={own.address}",
        ],
        "self_": [reverse("staff_my_archive"), reverse("staff_my_readings")],
    }


@pytest.fixture(scope="module")
def pages(chromium, staff, django_db_blocker):
    """{persona: addresses}, over committed objects."""
    with django_db_blocker.unblock():
        clear()
        try:  # what stood when it failed is nothing for the tests that follow
            in_states = states()
            found = table_of_pages()
            for viewer, addresses in in_states.items():
                found.setdefault(viewer, []).extend(addresses)
            found.setdefault("pan", []).append(reverse("staff_filing", args=[appraised(persona).pk]))
            office = CreditOffice.objects.get()  # of the table: made for its page; the office of zhou decides
            office.unit = Subject.objects.get(code=world.OFFICE)
            office.save()
            for viewer in HOMES:
                found.setdefault(viewer, []).append(reverse("admin:index"))
            yield found
        finally:
            clear()


def sign_in(page, address: str, name: str) -> None:
    page.goto(address + "/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", world.PASSWORD)
    page.click("#login-form input[type=submit]")
    assert page.url == address + "/", page.inner_text("body")


@pytest.mark.parametrize("viewer", ["zhou", "audit", "lin", "gao", "pan", "sun", "wu", "guard", "ren", "self_", "nobody"])
def test_every_page_is_accessible_and_keeps_to_itself(chromium, staff, pages, axe, viewer):
    context = chromium.new_context()
    eyes = Eyes(context, staff, axe)
    sign_in(eyes.page, staff, viewer)
    statuses = {"/nowhere/": 404, reverse("admin:accounts_user_changelist"): 403} if viewer == "lin" else {}
    told = [fault for path in pages[viewer] for fault in eyes.look(path, statuses.get(path, 200)) or []]
    assert not told, "\n".join(told)
    context.close()


def test_the_door_is_accessible(chromium, staff, axe):
    context = chromium.new_context()
    eyes = Eyes(context, staff, axe)
    assert eyes.look("/login/") == []
    eyes.page.fill("#id_username", "lin")
    eyes.page.fill("#id_password", "not the password")
    eyes.page.click("#login-form input[type=submit]")
    assert eyes.page.is_visible(".errornote")
    context.close()


def test_the_table_gives_every_persona_something_to_look_at(pages):
    assert set(pages) >= set(HOMES)
    assert sum(map(len, pages.values())) > 100


def test_english_pages_are_accessible_too(chromium, staff, pages, axe):
    """The forms and lists are the same; what differs is language, fonts and length of words."""
    context = chromium.new_context()
    context.add_cookies([{"name": "django_language", "value": "en", "url": staff}])
    eyes = Eyes(context, staff, axe)
    sign_in(eyes.page, staff, "zhou")
    addresses = [
        "/",
        *(path for path in pages["zhou"] if path.startswith(("/filings", "/records", "/calendar", "/warnings", "/archives/record/"))),
    ]
    told = [fault for path in addresses for fault in eyes.look(path) or []]
    assert eyes.page.get_attribute("html", "lang") == "en"
    assert not told, "\n".join(told)
    context.close()
