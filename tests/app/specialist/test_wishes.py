"""相談 on the screens of both sides: by keys, and by the buttons alone."""

from __future__ import annotations

from pathlib import Path

from app.people import SMALL, Open
from app.specialist_people import opened
from desks import Desks, case_of, specialist
from moments import NOW


async def test_a_wish_is_answered_and_closed_by_keys(data: Path, make_desk: Desks, open_app: Open) -> None:
    """Asked by the municipality, answered by the specialist, read and closed by the municipality."""
    async with open_app(make_desk()) as staff:
        await staff.press("w", "n")
        await staff.type("予算の数字を知りたい")
        await staff.press("ctrl+s")
        assert "受付（今日から待っています）" in staff.text
    async with opened(specialist(data), SMALL) as person:
        assert "相談　予算の数字を知りたい" in person.text
        await person.press("enter", "s", "r")
        await person.type("資料を送ります")
        await person.press("ctrl+s")
        assert "senmonkan-1: 資料を送ります" in person.text
        await person.press("v")
        assert any("次の訪問の予定がまだありません" in one for one in person.said)
        await person.press("u")
        assert make_desk().wishes.open()[0].state == "answered"
        await person.press("u", "u")
        assert any("いちばん後に書いたものだけ" in one for one in person.said)
        await person.press("r")
        await person.type("県の資料を送ります")
        await person.press("ctrl+s")
    async with open_app(make_desk(), SMALL) as staff:
        assert "相談1件に返事が届いています" in staff.text
        await staff.press("w", "d")
        assert "終わり（" in staff.text
        await staff.press("escape", "w")
        assert "続いている相談はありません" in staff.text
        await staff.press("a")
        assert "県の資料を送ります" in staff.text


async def test_a_wish_is_dealt_with_by_the_mouse_alone(data: Path, make_desk: Desks) -> None:
    """The buttons below the list, at the small size."""
    make_desk().wishes.ask("小さな町でもできること")
    case_of(data).plan(NOW.date())
    async with opened(specialist(data), SMALL) as person:
        await person.press("enter", "s")
        for name in ("to_visit", "close"):
            (button,) = [one for one in person.app.screen.query("CommandButton") if one.name == name]
            await person.pilot.click(button)
            await person.settle()
        assert make_desk().wishes.open() == []
        (wish,) = make_desk().wishes.every()
        assert (wish.state, wish.closed_by) == ("next_visit", "senmonkan-1")
