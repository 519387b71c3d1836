"""市町の1枚 and two of them side by side, by keys and by mouse."""

from __future__ import annotations

from app.centre_people import opened
from app.people import SMALL

from dxcheck.app.widgets.button import CommandButton
from dxcheck.workspace import Workspace


async def test_two_municipalities_stand_side_by_side(workspace: Workspace) -> None:
    """Both are found by typing; each opens, and its own page is one key further; Esc leaves the choice open, and a click asks again."""
    async with opened(workspace, SMALL) as person:
        await person.press("e", *"ima", "enter", "escape")
        assert person.screen == "TwoPagesScreen"
        assert "（まだ選んでいません）" in person.text
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
