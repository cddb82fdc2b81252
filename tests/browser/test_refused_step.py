"""A refused step is read where it was taken: its form stands open, alone, and its sentence above the page."""

from __future__ import annotations

import pytest

from tests import world
from tests.discipline import given as cases

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium, staff):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(staff + "/")
    page.fill("#id_username", "gao")
    page.fill("#id_password", world.PASSWORD)
    page.click("#login-form input[type=submit]")
    yield page
    context.close()


def test_the_form_of_the_refused_step_stands_open_and_no_other(committed, page, staff):
    case = cases.case_at("verifying")
    page.goto(f"{staff}/cases/{case.pk}/")
    forms = page.locator("details[name=step]")
    assert forms.count() > 1
    assert forms.nth(0).get_attribute("open") is not None
    refused = page.locator("details[name=step]:has(input[value=unfounded])")
    refused.locator("summary").click()
    refused.locator("input[value=staff]").check()
    refused.locator("textarea").fill("换届，人员调整")
    refused.locator("button").click()
    assert [one.get_attribute("open") is not None for one in forms.all()] == [
        one.locator("input[value=unfounded]").count() == 1 for one in forms.all()
    ]
    assert refused.locator(".error").is_visible()
    assert page.locator(".error-summary").is_visible()
    assert page.locator(".error-summary").inner_text().strip() == refused.locator(".error").inner_text().strip()
    assert refused.locator("textarea").input_value() == "换届，人员调整"
