"""二段階の確認 in a real browser: readable for everybody, on a desktop and on a phone, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pyotp
import pytest
from web.browsing import Arrive
from web.serving import PASSWORD, Serve
from web.test_second_factor import SENMONKAN, Clock, add, clock

from dxcheck.web import totp

__all__ = ["clock"]

WIDE, NARROW = (1280, 800), (390, 844)
FITS = "() => document.documentElement.scrollWidth <= innerWidth"


async def _looks_well(person: Any) -> None:
    for width, height in (WIDE, NARROW):
        await person.page.set_viewport_size({"width": width, "height": height})
        assert await person.page.evaluate(FITS), await person.page.title()
        assert await person.faults() == []


async def _log_in(person: Any, language: str = "ja") -> None:
    await person.go(f"/login?lang={language}")
    await person.page.fill("#name", SENMONKAN)
    await person.page.fill("#password", PASSWORD)
    await person.page.click("main button")


async def _fill_in(person: Any, code: str) -> None:
    await person.page.fill("#code", code)
    await person.page.click("form:has(#code) button")


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_a_phone_is_set_up_and_used(serve: Serve, arrive: Arrive, stored_password: str, clock: Clock, language: str) -> None:
    """The QR code holds what is written beside it; every page passes axe, fits, and is without a complaint of Chromium."""
    async with serve() as served, arrive(served) as person:
        add(served, stored_password)
        await _log_in(person, language)
        await person.page.wait_for_selector(".qr svg")
        for one in await person.page.query_selector_all("details"):
            await one.evaluate("one => one.open = true")
        await _looks_well(person)
        key = re.sub(r"\s", "", await person.page.inner_text(".key"))
        assert key in str(await person.page.get_attribute("li a", "href"))
        await _fill_in(person, "000000")
        await person.page.wait_for_selector(".fault")
        await _looks_well(person)
        await _fill_in(person, pyotp.TOTP(key).at(int(clock.at.timestamp())))
        await person.page.wait_for_selector(".codes li")
        codes = await person.page.locator(".codes code").all_inner_texts()
        assert await person.page.is_visible("#print")
        await _looks_well(person)
        await person.page.click("a.button")
        await person.page.wait_for_selector("body.-first-byte")
        await person.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        assert await person.page.is_visible("header a[href='/second']")
        await person.go("/second")
        await _looks_well(person)
        await person.context.clear_cookies(name="dxcheck")
        clock.goes_on()
        await _log_in(person, language)
        await person.page.wait_for_url("**/code")
        for one in await person.page.query_selector_all("details"):
            await one.evaluate("one => one.open = true")
        await _looks_well(person)
        await _fill_in(person, pyotp.TOTP(key).at(int(clock.at.timestamp()) - 6 * totp.STEP))
        await person.page.wait_for_selector(".fault")
        await _looks_well(person)
        await _fill_in(person, codes[0])
        await person.page.wait_for_selector("a.second")
        await _looks_well(person)
        assert [one for one in person.console if not one.startswith("log: ") and "401" not in one] == []
        assert person.asked_elsewhere == set()


async def test_a_list_on_paper_is_asked_for_by_number(serve: Serve, arrive: Arrive, stored_password: str) -> None:
    """And leads into the app."""
    async with serve() as served, arrive(served) as person:
        add(served, stored_password)
        codes = served.workspace.accounts_desk().second_factor.print_codes(SENMONKAN)
        await _log_in(person)
        await person.page.wait_for_url("**/code")
        await _looks_well(person)
        await _fill_in(person, codes[0])
        await person.page.wait_for_selector("body.-first-byte")
