"""The own archive on a small screen: parts that fold, and a read log on pages of its own."""

from __future__ import annotations

from django.urls import reverse

from archives.models import ReadLog
from tests.archives import officials


def looked_at(person, times):
    official = officials.register(self_="self_")
    for n in range(times):
        ReadLog.objects.create(
            by=person("ren"),
            person=official,
            what="archive",
            acting_as="personnel",
            purpose="management",
            reason=f"缘由之{n:03d}",
            granted=True,
        )
    return official


def test_the_newest_entries_stand_on_the_archive_and_all_on_pages(door, person):
    looked_at(person, 45)
    client = door("self_")
    page = client.get(reverse("staff_my_archive")).content.decode()
    assert page.count("缘由之") == 9  # ten, with this very look first
    assert reverse("staff_my_readings") in page
    address, seen = reverse("staff_my_readings"), []
    before = ReadLog.objects.count()
    for number in (1, 2, 3):
        page = client.get(f"{address}?page={number}").content.decode()
        seen += [f"{n:03d}" for n in range(45) if f"缘由之{n:03d}" in page]
    assert sorted(seen) == [f"{n:03d}" for n in range(45)]  # each once
    assert ReadLog.objects.count() == before  # the log alone shows nothing that is filed
    assert "年度考核" not in page
    assert client.get(f"{address}?page=x").status_code == client.get(f"{address}?page=99").status_code == 200


def test_the_parts_fold(door, person):
    looked_at(person, 1)
    page = door("self_").get(reverse("staff_my_archive")).content.decode()
    assert '<details class="part fold" id="basic" open>' in page
    for part in ("honours", "sanctions", "findings", "declared", "readings"):
        assert f'<details class="part fold" id="{part}">' in page, part


def test_nobody_else_pages_through_it(door, person):
    looked_at(person, 1)
    assert [door(name).get(reverse("staff_my_readings")).status_code for name in ("ren", "zhou", "audit", "lin")] == [403] * 4
