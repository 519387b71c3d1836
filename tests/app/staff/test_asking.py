"""照会 on the screens of both sides: a dimension is sent, answered beside last time's answers, handed back, decided, taken over and taken back."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from app.people import DESIGN, SMALL, Open, Person
from desk.filled_sheets import Filled, workbook
from desk.test_asking import IT, STAFFING, handed, section
from desks import Desks, submit

from dxcheck.app.section.app import SectionApp
from dxcheck.assessment.taking_in import NotOursError
from dxcheck.desk.asked import ClosedAskError
from dxcheck.formats.answer_table import answer_rows
from dxcheck.formats.foreign_tables import read_tables
from dxcheck.model.snapshot import Answer
from dxcheck.reports.answer_sheet import AnswerSheetFile


@asynccontextmanager
async def at_section(data: Path, post: str = IT, size: tuple[int, int] = DESIGN) -> AsyncIterator[Person]:
    """Somebody of a section at its screen."""
    app = SectionApp(section(data, post))
    async with app.run_test(size=size, notifications=True) as pilot:
        person = Person(app, pilot)  # type: ignore[arg-type]
        await person.settle()
        yield person


def look(person: Person, name: str) -> None:
    """Keep a picture for whoever wants to see."""
    if folder := os.environ.get("DXCHECK_LOOK"):
        Path(folder, f"{name}.svg").write_text(person.app.export_screenshot(), encoding="utf-8")


@pytest.mark.parametrize("size", [SMALL, DESIGN])
async def test_a_dimension_is_sent_answered_and_taken_over_by_keyboard(
    make_desk: Desks, open_app: Open, data: Path, size: tuple[int, int]
) -> None:
    """The section sees its items alone, with last time's answers; one key takes the rest as last time; one step takes everything over, one back."""
    submit(make_desk, level=2)
    desk = make_desk()
    async with open_app(make_desk(), size) as person:
        await person.press("i")
        look(person, f"ask-{size[0]}")
        assert "情報セキュリティ（5問）" in person.text
        assert "案: 情報担当課" in person.text
        await person.press(*(["down"] * 6), "enter")
        look(person, f"send-{size[0]}")
        assert "5問を照会します" in person.text
        for _letter in range(30):
            await person.pilot.press("backspace")
        await person.type(IT)
        await person.press("ctrl+s")
        await person.wait_until(lambda: person.screen == "AskScreen" and f"{IT}　照会中　0/5問" in person.text)
        look(person, f"asked-{size[0]}")
    async with at_section(data, size=size) as person:
        look(person, f"section-{size[0]}")
        assert "情報セキュリティ" in person.text
        assert "認識の共有" not in person.text
        await person.press("enter")
        assert person.screen == "AskedScreen"
        assert "前回" in person.text
        look(person, f"answering-{size[0]}")
        await person.press("3", "escape")
        await person.press("r")
        await person.press("h")
        look(person, f"hand-{size[0]}")
        await person.press("y")
        assert "回答あり" in person.text
        await person.press("enter")
        assert person.screen == "SectionHome"
    async with open_app(make_desk(), size) as person:
        assert "照会: 1件のうち1件に回答がありました。まだ取り込んでいない回答が5問あります。" in person.text.replace("\n", "")
        look(person, f"home-{size[0]}")
        await person.press("i", "t")
        look(person, f"gathered-{size[0]}")
        assert "そのまま取り込めるところ　5問" in person.text
        await person.press("t")
        assert "5問を下書きに取り込みました" in person.text
        draft = desk.draft()
        assert draft is not None
        assert {draft.entries[one].by for one in ("sec-01", "sec-05")} == {IT}
        await person.press("u")
        assert "取り込む前に戻しました" in person.text
        draft = desk.draft()
        assert draft is not None
        assert not draft.answer("sec-01").is_answered


async def test_what_differs_is_decided_by_the_person_and_by_mouse_too(make_desk: Desks, open_app: Open, data: Path) -> None:
    """Two sections answer one item; nothing is marked until somebody chooses; asking back opens it to the section again, with the question."""
    desk = make_desk()
    desk.ask(["sec-01"], [IT, STAFFING], desk.now.date(), "")
    handed(data, IT, sec_01=3)
    handed(data, STAFFING, sec_01=1)
    async with open_app(make_desk()) as person:
        await person.press("i")
        await person.press("l")
        assert f"{IT} 御中" in person.text
        await person.press("escape", "b")
        await person.type("どの資料ですか")
        await person.press("ctrl+s")
        await person.wait_until(lambda: "聞き返し中" in person.text)
        await person.press("t")
        assert "1から3" not in person.text
    async with at_section(data) as person:
        assert "どの資料ですか" in person.text
        await person.press("h", "y")
    async with open_app(make_desk()) as person:
        await person.press("i")
        await person.pilot.click(next(one for one in person.app.screen.query("CommandButton") if one.name == "gathered"))
        await person.settle()
        assert "1から3" in person.text
        look(person, "differ")
        await person.press("t")
        assert desk.draft() is None
        await person.press("down", "space", "t")
        draft = desk.draft()
        assert draft is not None
        assert draft.answer("sec-01").choice == 1
        await person.press("escape")
        assert "まだ取り込んでいない" not in person.text, "what was decided does not wait any more, though the answers differ"


async def test_items_are_marked_one_by_one_and_an_ask_is_ended(make_desk: Desks, open_app: Open, data: Path) -> None:
    """Of two dimensions in one go; an ended ask takes nothing more."""
    desk = make_desk()
    async with open_app(make_desk(), SMALL) as person:
        await person.press("i", "v", "v")
        assert "照会する設問" in person.text
        await person.press("space", "down", "space", "n")
        assert "2問を照会します" in person.text
        await person.press("ctrl+s")
        await person.wait_until(lambda: bool(desk.asked_now()))
        await person.press("home", "x", "y")
        assert "終わり" in person.text
    [one] = desk.asked_now()
    assert (one.ask.state, one.ask.items, one.ask.post) == ("ended", ("mom-01", "mom-02"), "企画・DX担当課")
    async with at_section(data, "企画・DX担当課", SMALL) as person:
        assert "いま照会されている設問はありません" in person.text
        await person.press("enter")


async def test_whoever_is_late_is_named_and_an_address_is_kept_for_the_next_ask(make_desk: Desks, open_app: Open) -> None:
    """At home and where one asks; e holds the address, m makes the texts of all that wait; what is no address stays in its window."""
    desk = make_desk()
    desk.ask(["sec-01"], [IT, "人事課"], desk.now.date())
    async with open_app(make_desk(), DESIGN) as person:
        person_text = person.text.replace("\n", "")
        assert "照会: 2件のうち0件に回答がありました。" in person_text
        await person.press("i")
        await person.press("home", "down", "e")
        await person.type("joho＠city")
        await person.press("ctrl+s")
        await person.wait_until(lambda: person.screen == "AskScreen" and "joho@city" in person.text)
        await person.press("e")
        await person.type("a b@c")
        await person.press("ctrl+s")
        assert "メールアドレスとして使えません" in person.text
        await person.press("escape", "y")
        await person.press("m")
        look(person, "letters")
        assert "照会先ごとの文" in person.text
    (held,) = [one.ask for one in desk.asked() if one.ask.mail]
    desk.ask(["sec-02"], [held.post], desk.now.date())
    assert [one.ask.mail for one in desk.asked() if one.ask.post == held.post] == ["joho@city"] * 2


async def test_a_section_writes_in_excel_and_takes_its_sheet_in_itself(make_desk: Desks, data: Path, tmp_path: Path) -> None:
    """Only the items it was asked are in the sheet and are taken from one; back in one step; once handed back, nothing is taken."""
    desk = make_desk()
    desk.begin()
    [ask] = desk.ask(["sec-01", "sec-02"], [IT], desk.now.date() + dt.timedelta(days=9), "")
    own = section(data).at(ask.id)
    filled = Filled(AnswerSheetFile(own.answer_sheet()).to_bytes("xlsx"))
    filled.write("sec-01", answer="３", evidence="規程")
    (tmp_path / "表.xlsx").write_bytes(filled.saved())
    other = workbook(desk, "mom", "sec")
    other.write("mom-01", answer=3)
    whole = Filled(other.saved())
    whole.write("sec-02", answer=2)
    (tmp_path / "全部.xlsx").write_bytes(whole.saved())
    async with at_section(data, size=SMALL) as person:
        await person.press("e")
        assert person.screen == "AskedSheetScreen"
        assert "照会された設問を、Excelで書けます" in person.text
        for name, found in (("表.xlsx", "新しく入る 2か所"), ("全部.xlsx", "新しく入る 1か所")):
            await person.press("f")
            await person.type(str(tmp_path / name))
            await person.press("enter")
            await person.wait_until(lambda found=found: found in person.text)  # type: ignore[misc]
            assert "認識の共有" not in person.text
            await person.press("t")
            assert "1問の回答を取り込みました" in person.text
            if name == "表.xlsx":
                assert own.draft().answers == {"sec-01": Answer(3, evidence="規程")}  # type: ignore[union-attr]
                await person.press("u")
                assert "1問を、取り込む前に戻しました" in person.text
        assert own.draft().answers == {"sec-02": Answer(2)}  # type: ignore[union-attr]
    assert make_desk().draft().answers == {}  # type: ignore[union-attr]
    found = own.sheet_findings(answer_rows(read_tables(filled.saved())))
    own.hand_back()
    with pytest.raises(ClosedAskError):
        own.take_in(found)
    with pytest.raises(NotOursError, match="照会された設問の行がありません"):
        own.sheet_findings([one for one in answer_rows(read_tables(other.saved())) if one.mark and one.mark.item == "mom-01"])


async def test_a_section_prints_what_its_screens_list(make_desk: Desks, data: Path) -> None:
    """Ctrl+Y makes a paper of its asks, as on every screen with a list."""
    desk = make_desk()
    desk.ask(["sec-01"], [IT], desk.now.date())
    async with at_section(data) as person:
        await person.press("ctrl+y")
        assert person.screen == "MakingDialog"
