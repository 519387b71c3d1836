"""業務の棚卸し on the screen: written by keys, changed, removed, taken back; a table is read, looked at and taken in."""

from __future__ import annotations

from pathlib import Path

import pytest
from app.people import SMALL, Open
from app.specialist_people import opened
from desks import IMABARI, Desks, case_of, specialist
from textual import events

from dxcheck.app.screens.stocktaking import StocktakingScreen
from dxcheck.desk import StoreError
from dxcheck.desk.stocktaking import Stocktaking


async def test_work_is_written_changed_removed_and_taken_back_by_keys(data: Path, make_desk: Desks, open_app: Open) -> None:
    """At the small size, with everything of the window in sight; what the other side writes appears."""
    async with open_app(make_desk(), SMALL) as staff:
        await staff.press("t")
        assert "業務はまだ書かれていません" in staff.text
        await staff.press("n")
        for text in ("住民票の郵送請求", "", "月１００回", "10分"):
            await staff.type(text)
            await staff.press("enter")
        await staff.press("right", "enter", "right", "enter", "enter")
        assert "1件の業務　合わせて年200時間" in staff.text
        assert "年1,200回　1回10分　紙あり　とても困る" in staff.text
        await staff.press("d", "d", "d")  # a key that is held down removes nothing
        assert [one.name for one in make_desk().stocktaking.works()] == ["住民票の郵送請求"]
        await staff.press("y")
        assert "業務はまだ書かれていません" in staff.text
        await staff.press("u")
        assert [one.name for one in make_desk().stocktaking.works()] == ["住民票の郵送請求"]
        await staff.press("u")
        assert make_desk().stocktaking.works() == [], "the step before, too"
        await staff.press("u")
        assert any("元に戻せる変更はありません" in one for one in staff.said)
        case_of(data).stocktaking.add({"name": "会議の調整"})
        await staff.wait_until(lambda: "会議の調整" in staff.text)


async def test_an_idea_of_two_lines_is_not_doubled_and_what_is_gone_is_not_said_to_be_removed(make_desk: Desks, open_app: Open) -> None:
    """It is changed in one line; and a colleague removes the work while somebody is asked whether to."""
    desk = make_desk()
    one = desk.stocktaking.add({"name": "集計", "idea": "式を入れる\n様式を1つに"})
    async with open_app(make_desk(), SMALL) as staff:
        await staff.press("t", "e", "shift+tab", "shift+tab", "shift+tab", "end")
        await staff.type("する")
        await staff.press("enter")
        assert [work.idea for work in desk.stocktaking.works()] == ["式を入れる 様式を1つにする"]
        await staff.press("d")
        desk.stocktaking.remove(one.id)
        await staff.press("y")
        assert any("もう変えられています" in said for said in staff.said)
        assert not any("消しました" in said for said in staff.said)


async def test_undo_takes_back_what_is_shown_and_asks_before_it_takes_back_anothers(
    data: Path, make_desk: Desks, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen: what the other side wrote in the two seconds between two looks was taken back in place of one's own last step, without a word of whose it was."""
    monkeypatch.setattr(StocktakingScreen, "_look", lambda _self: None)  # no look comes in between
    async with open_app(make_desk(), SMALL) as staff:
        await staff.press("t", "n")
        for text in ("住民票の郵送請求", "", "", ""):
            await staff.type(text)
            await staff.press("enter")
        await staff.press("enter", "enter", "enter")
        assert [one.name for one in make_desk().stocktaking.works()] == ["住民票の郵送請求"]
        case_of(data).stocktaking.add({"name": "会議の調整"})
        await staff.press("u")
        assert len(make_desk().stocktaking.works()) == 2, "what is not shown is not taken back"
        assert any("いま、ほかの人が変えました" in one for one in staff.said)
        assert "「会議の調整」を書き加えました" in staff.text
        await staff.press("u")
        assert "ほかの人の変更を元に戻しますか" in staff.text
        assert "会議の調整" in staff.text
        await staff.press("enter")
        assert len(make_desk().stocktaking.works()) == 2, "Enter alone changes nothing"
        await staff.press("u", "y")
        assert [one.name for one in make_desk().stocktaking.works()] == ["住民票の郵送請求"]
        await staff.press("u")
        assert make_desk().stocktaking.works() == [], "one's own needs no question"


async def test_a_pasted_table_is_looked_at_and_taken_in_by_the_specialist(data: Path, make_desk: Desks) -> None:
    """By buttons; what differs on both sides waits until it is marked."""
    one = make_desk().stocktaking.add({"name": "集計", "times": 12, "minutes": 60})
    async with opened(specialist(data, codes=(IMABARI,)), SMALL) as person:
        await person.press("enter", "t", "f")
        person.app.screen.post_message(events.Paste("業務\t年に何回\t1回の時間\n集計\t24\t１時間\n電話\tたまに\t\n受付\t12\t30分\n"))
        await person.settle()
        assert "新しい業務 1件　変わる業務 0件　食い違い 1件　読めない 1か所" in person.text
        assert "B3: 「たまに」は回数として読めません" in person.text
        await person.press("space", "t")
        assert any("2件の業務を取り込みました" in said for said in person.said)
        assert "表から2件を取り込みました" in person.text.replace("\n", "")
    assert [(work.name, work.times) for work in case_of(data).stocktaking.works()] == [(one.name, 24), ("受付", 12)]


async def test_a_list_that_cannot_be_read_says_so_whatever_is_pressed(
    make_desk: Desks, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is under the cursor then, and the app goes on."""
    desk = make_desk()
    desk.stocktaking.add({"name": "集計"})
    async with open_app(make_desk()) as staff:
        with monkeypatch.context() as broken:
            broken.setattr(Stocktaking, "works", refuse)
            await staff.press("t", "e", "d", "enter")
            assert "読めません" in staff.text or any("読めません" in said for said in staff.said)
            assert staff.screen == "StocktakingScreen"
        await staff.press("escape", "t")
        assert "集計" in staff.text


def refuse(_desk: object) -> object:
    """As a disk does."""
    raise StoreError("読めません", "何も変わっていません", "もう一度お試しください")
