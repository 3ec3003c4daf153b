"""The report and the reading view in a browser: no serious fault of accessibility, keyboard, narrow screens, nothing loaded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from analysis import reading


@pytest.fixture(scope="module")
def view(results, tmp_path_factory) -> Path:
    """The reading view as a file of its own."""
    target = tmp_path_factory.mktemp("view") / "reading.html"
    assert reading.main([str(results), "--out", str(target)]) == 0
    return target


@pytest.fixture(params=["report", "reading"])
def file(request, results, view) -> Path:
    return view if request.param == "reading" else results / "report.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(open_page, file, scheme):
    page = open_page(scheme=scheme)
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    page.evaluate("document.querySelectorAll('.switch').forEach(box => box.checked = true)")
    found = Axe().run(page).response["violations"]
    grave = [(fault["id"], fault["help"], len(fault["nodes"]), fault["nodes"][0]["html"][:200]) for fault in found
             if fault["impact"] in ("serious", "critical")]
    assert grave == []


@pytest.mark.parametrize("width", [400, 1000])
def test_the_page_never_scrolls_sideways(open_page, file, width):
    page = open_page(width=width)
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    page.evaluate("document.querySelectorAll('.switch').forEach(box => box.checked = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_layers_are_switched_by_keyboard(open_page, view):
    page = open_page()
    page.goto(view.as_uri())
    label = page.locator(".article .label.actors").first
    assert label.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "layer-actors"
    page.keyboard.press("Space")
    assert not label.is_visible()
    assert not page.locator(".article .label.positions").first.is_visible()


def test_a_label_leads_to_its_row_and_the_row_back(open_page, view):
    page = open_page()
    page.goto(view.as_uri())
    label = page.locator(".article .label.statements a").first
    place = label.get_attribute("id")
    label.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith(f"#row-{place}")
    row = page.locator(f"#row-{place} a")
    assert row.is_visible(), "the list opens for who is led there"
    row.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith(f"#{place}") and label.is_visible()


def test_rows_of_the_report_lead_to_the_sentence(open_page, results):
    page = open_page()
    page.goto((results / "report.html").as_uri())
    link = page.locator('main section:not(#text) a[href^="#s"]').first
    target = link.get_attribute("href")
    link.focus()
    page.keyboard.press("Enter")
    assert re.fullmatch("#s[0-9]+", target) and page.locator(target).is_visible()


def test_the_first_key_leads_past_the_contents(open_page, results):
    page = open_page()
    page.goto((results / "report.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
