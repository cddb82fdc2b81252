"""Letters and signings in the public API are paged like every other list: by `next`, each once, without a count."""

from __future__ import annotations

import pytest

from tests.publicity.given import portal_wrapper, reader  # noqa: F401

from .given import step
from .lettered import at, event, firm

FIRMS = ("91990100MA00000001", "91990100MA00000003", "91990100MA00000005")


def confirmed(title: str):
    return step(event(title=title), "confirm", "gao")


def walked(reader, address: str, key: str) -> list:  # noqa: F811
    found, address = [], f"{address}?page_size=1"
    while address:
        told = reader.get(address.removeprefix("http://testserver")).json()
        found += [row[key] for row in told["results"]]
        address = told["next"]
    return found


def test_every_letter_once(committed, reader):  # noqa: F811
    made = [at("in_force", subject=firm(code, f"示例{n}公司")) for n, code in enumerate(FIRMS)]
    found = walked(reader, "/api/v1/letters/", "address")
    assert sorted(found) == sorted(str(one.address) for one in made)
    assert found == [row["address"] for row in reader.get("/api/v1/letters/").json()["results"]]


def test_every_signing_once(committed, reader):  # noqa: F811
    made = [confirmed(f"集体签名承诺{n}") for n in range(3)]
    assert walked(reader, "/api/v1/signings/", "number") == [one.number for one in reversed(made)]


@pytest.mark.parametrize("address", ["/api/v1/letters/", "/api/v1/signings/"])
@pytest.mark.parametrize("asked", ["after=x", "page_size=0", "page=2", "after=WyIyMDI2LTAxLTAxIiwgIngnOyJd"])
def test_what_is_no_place_is_refused(committed, reader, address, asked):  # noqa: F811
    assert reader.get(f"{address}?{asked}").status_code == (200 if asked.startswith("after=Wy") and "signings" in address else 400)
