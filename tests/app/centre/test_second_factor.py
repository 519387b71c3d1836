"""二段階の確認 on the centre's screen of accounts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from app.centre_people import NOW, opened

from dxcheck.app.screens import making
from dxcheck.desk.password import is_code
from dxcheck.model.account import Account
from dxcheck.store.accounts import AccountRepository
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace


@pytest.fixture
def real(tmp_path: Path) -> Workspace:
    """Data that is no demo: a specialist and staff."""
    made = Workspace.open(tmp_path / "data")
    desk = made.accounts_desk(now=lambda: NOW)
    desk.add("sato-system", "specialist", [])
    desk.add("imabari-kikaku", "staff", [made.roster.find("今治")])
    return made


def accounts(workspace: Workspace) -> AccountRepository:
    """As they are now."""
    return workspace.folder.accounts(workspace.roster.prefecture.code)


def sato(workspace: Workspace) -> Account:
    """The specialist."""
    found = accounts(workspace).find("sato-system")
    assert found is not None
    return found


async def test_a_list_of_codes_is_made_saved_and_taken_back(real: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shown once, as a text to print; staff have none; the line of the account says what it has."""
    monkeypatch.setattr(making, "download_folder", lambda: tmp_path)
    async with opened(real) as person:
        await person.press("k", "p")
        assert any("imabari-kikaku" in one and "使いません" in one for one in person.said)
        await person.press("down")
        assert "二段階の確認: 未登録" in person.text
        await person.press("p")
        assert "使用中の画面は終わります" in person.text
        await person.press("enter")
        assert sato(real).factor == "", "Enter alone changes nothing"
        await person.press("p", "y")
        await person.wait_until(lambda: "つくった日" in person.text)
        await person.press("o")
        await person.wait_until(lambda: "できました。" in person.text)
        await person.press("enter")
        file = tmp_path / "二段階の確認のコード_sato-system.txt"
        await person.wait_until(file.exists)
        lines = file.read_text(encoding="utf-8-sig").splitlines()
        codes = [line.split()[1] for line in lines if line[:3].strip().isdecimal()]
        made = sato(real)
        assert len(codes) == len(made.printed) == 20
        assert is_code(made.printed[0], codes[0])
        await person.press("escape", "escape")
        await person.wait_until(lambda: "二段階の確認: 紙のコード" in person.text)
        await person.press("down", "f", "y")
        await person.wait_until(lambda: "二段階の確認: 未登録" in person.text)
        assert (sato(real).factor, sato(real).factor_due) == ("", True)


async def test_the_centre_sets_the_day_and_may_turn_it_off(real: Workspace) -> None:
    """The form shows what holds; a day may be left away; a day that is none is told."""
    async with opened(real) as person:
        await person.press("k", "k", "tab")
        await person.type("なにか")
        await person.press("enter")
        assert accounts(real).policy().rules == ()
        await person.press(*["backspace"] * 3)
        await person.type("12/24")
        await person.press("ctrl+s")
        await person.wait_until(lambda: any("先に延ばせます" in one for one in person.said))
        day = accounts(real).policy().put_off_until
        assert day is not None
        assert (day.month, day.day) == (12, 24)
        assert day > NOW.date() - dt.timedelta(days=1)
        await person.press("k", "right", "ctrl+s")
        await person.wait_until(lambda: any("使わないことになっています" in one for one in person.said))
        assert not accounts(real).policy().is_on
        assert accounts(real).policy().put_off_until == day


async def test_the_demo_says_that_it_has_none(workspace: Workspace) -> None:
    """Each of the three commands; nothing is written."""
    before = place(workspace.folder.path, "accounts.json").read_bytes()
    async with opened(workspace) as person:
        await person.press("k", "f", "p", "k")
        assert sum("デモでは" in one for one in person.said) == 3
    assert place(workspace.folder.path, "accounts.json").read_bytes() == before
