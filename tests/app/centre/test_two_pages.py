"""市町の1枚 and two of them side by side, by keys and by mouse."""

from __future__ import annotations

import pytest
from app.centre_people import opened
from app.people import SMALL

from dxcheck.app.widgets.button import CommandButton
from dxcheck.desk import StoreError
from dxcheck.workspace import Workspace


async def test_two_municipalities_stand_side_by_side(workspace: Workspace) -> None:
    """Both are found by typing; each opens, and its own page is one key further; Esc leaves the choice open, and a click asks again."""
    async with opened(workspace, SMALL) as person:
        await person.press("e", *"ima", "enter", "escape")
        assert person.screen == "TwoPagesScreen"
        assert "2 で選びます" in person.text, "an empty side says what to do"
        (button,) = [one for one in person.app.screen.query(CommandButton) if one.name == "choose(1)"]
        await person.pilot.click(button)
        await person.settle()
        await person.press(*"matsu", "enter")
        assert all(name in person.text for name in ("今治市", "松山市", "担当の専門官　demo-senmonkan"))
        assert person.text.count("これまでの歩み（レベルの平均）") == 2
        await person.press("o")
        assert "MakingDialog" in person.screen
        await person.press("escape", "3", "p")
        assert person.screen == "OnePageScreen"
        assert "相談（" in person.text
        (button,) = [one for one in person.app.screen.query(CommandButton) if one.name == "export"]
        await person.pilot.click(button)
        await person.settle()
        assert "MakingDialog" in person.screen


async def test_a_page_is_shown_and_no_paper_made_where_the_accounts_cannot_be_read(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who supports it comes from there: it is said, the rest is there, and the app goes on."""
    async with opened(workspace, SMALL) as person:
        await person.press("e", *"ima", "enter", *"matsu", "enter")
        monkeypatch.setattr(type(person.app), "supporters", refuse)
        await person.press("o")
        assert person.screen == "TwoPagesScreen"
        await person.press("3", "p")
        assert person.screen == "OnePageScreen"
        await person.press("o")
        assert person.screen == "OnePageScreen"
        assert any("アカウントを読めません" in one for one in person.said)


def refuse(_app: object) -> object:
    """As a disk does."""
    raise StoreError("アカウントを読めません", "何も変わっていません", "もう一度お試しください")
