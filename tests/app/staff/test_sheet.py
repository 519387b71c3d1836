"""On the screen: a sheet comes back from a section, is looked at, taken in and taken back."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from app.people import DESIGN, SMALL, Open, Person
from desk.filled_sheets import Filled, looked_at, standing, workbook
from desks import Desks
from moments import NOW
from textual import events

from dxcheck.app.screens.making import MakingDialog
from dxcheck.formats.input import ChosenFile
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer


def saved(filled: Filled, folder: Path) -> Path:
    """Where somebody put the file they were sent."""
    path = folder / "返ってきた 表.xlsx"
    path.write_bytes(filled.saved())
    return path


def copied(filled: Filled, *items: str) -> str:
    """Rows as they are on the clipboard; a terminal ends lines with CR."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    for item in items:
        page, row = filled.at(item)
        writer.writerow(["" if cell.value is None else cell.value for cell in page[row]])
    return out.getvalue().replace("\n", "\r")


async def read_in(person: Person, path: Path) -> None:
    """Name a file, and wait until it is read."""
    await person.press("f")
    await person.type(f'"{path}"')
    await person.press("enter")
    await person.wait_until(lambda: "新しく入る" in person.text)


async def paste(person: Person, text: str) -> None:
    """Paste as a terminal does."""
    person.app.post_message(events.Paste(text))
    await person.settle()


@pytest.mark.parametrize("size", [SMALL, DESIGN])
async def test_a_sheet_is_read_taken_in_and_taken_back(make_desk: Desks, open_app: Open, tmp_path: Path, size: tuple[int, int]) -> None:
    """Nothing changes before it is taken in; after a restart it can still be taken back."""
    desk = make_desk()
    filled = workbook(desk)
    filled.write("mom-01", answer="３", evidence="課の資料")
    filled.write("mom-02", answer=9)
    async with open_app(make_desk(), size) as person:
        await person.press("e")
        assert person.screen == "SheetScreen"
        await read_in(person, saved(filled, tmp_path))
        assert "認識の共有　回答: 3" in person.text
        assert "F5: 「9」は選べません" in person.text
        assert desk.draft() is None
        await person.press("t")
        assert "1問の回答を取り込みました" in person.text
        assert standing(desk) == {"mom-01": Answer(3, evidence="課の資料")}
        await person.press("escape")
        assert "答えている途中の診断　1/42問" in person.text
    async with open_app(make_desk(), size) as person:
        await person.press("e")
        assert "に取り込んだ1問は、u でまとめて元に戻せます" in person.text
        await person.press("u")
        assert "取り込みを元に戻しますか" in person.text
        await person.press("enter")
        assert standing(desk), "Enter alone changes nothing"
        await person.press("u", "y")
        assert "1問を、取り込む前に戻しました" in person.text
        assert standing(desk) == {}
        await person.press("u")
    assert standing(desk) == {}


async def test_what_this_screen_took_in_is_taken_back_at_once_and_what_another_did_is_asked_first(
    make_desk: Desks, open_app: Open, tmp_path: Path
) -> None:
    """Seen: what a colleague took in meanwhile was taken back in place of one's own, without a word."""
    colleague = make_desk("税務課", now=lambda: NOW + dt.timedelta(minutes=1))

    def theirs(item: str) -> None:
        sheet = workbook(colleague)
        sheet.write(item, answer=2)
        colleague.take_in(looked_at(colleague, sheet))

    filled = workbook(colleague)
    filled.write("mom-01", answer=3)
    async with open_app(make_desk(), SMALL) as person:
        await person.press("e")
        await person.press("u")
        assert any("元に戻せる取り込みはありません" in one for one in person.said)
        await read_in(person, saved(filled, tmp_path))
        await person.press("t")
        theirs("gov-01")
        await person.press("u")
        assert set(standing(colleague)) == {"mom-01", "gov-01"}, "what is not shown is not taken back"
        assert any("いま、ほかの人が取り込みました" in one for one in person.said)
        await person.press("u")
        assert "取り込みを元に戻しますか" in person.text
        await person.press("y")
        assert set(standing(colleague)) == {"mom-01"}
        await person.press("u")
        assert standing(colleague) == {}, "one's own needs no question"
        theirs("gov-02")
        await person.press("u")
        assert set(standing(colleague)) == {"gov-02"}
        assert "u でまとめて元に戻せます" in person.text


async def test_conflicts_are_decided_by_the_person(make_desk: Desks, open_app: Open, tmp_path: Path) -> None:
    """The draft's stays unless the line is marked, by key or by a click; both can be seen."""
    desk = make_desk()
    filled = workbook(desk)
    filled.write("mom-01", answer=3)
    filled.write("mom-02", answer=3)
    for item in ("mom-01", "mom-02"):
        make_desk("税務課").save(item, AnswerPatch(choice=1))
    async with open_app(make_desk()) as person:
        await person.press("e")
        await read_in(person, saved(filled, tmp_path))
        assert "食い違い 2か所" in person.text
        assert "下書き「1」、表「3」" in person.text
        await person.press("t")
        assert standing(desk) == {"mom-01": Answer(1), "mom-02": Answer(1)}
        await person.press("down", "space")
        assert person.text.count("[*]") == 1
        await person.press("t")
        assert standing(desk) == {"mom-01": Answer(1), "mom-02": Answer(3)}


async def test_rows_that_were_copied_are_read_where_they_are_pasted(make_desk: Desks, open_app: Open) -> None:
    """Section by section; what is pasted again takes the place of what was pasted before. It is the way of a browser too."""
    desk = make_desk()
    filled = workbook(desk)
    filled.write("mom-01", answer=3, evidence="一行目\n二行目")
    filled.write("gov-01", answer=2)
    async with open_app(make_desk()) as person:
        await person.press("e")
        await paste(person, copied(filled, "mom-01", "mom-02"))
        await person.wait_until(lambda: "新しく入る 2か所" in person.text)
        filled.write("mom-01", answer=4)
        await paste(person, copied(filled, "mom-01"))
        await person.wait_until(lambda: "回答: 4" in person.text)
        await paste(person, copied(filled, "gov-01"))
        await person.wait_until(lambda: "新しく入る 3か所" in person.text)
        await paste(person, "ただの文です")
        assert "新しく入る 3か所" in person.text
        await person.press("t")
    assert standing(desk) == {"mom-01": Answer(4, evidence="一行目\n二行目"), "gov-01": Answer(2)}


async def test_what_a_colleague_answers_meanwhile_is_shown_to_be_decided(make_desk: Desks, open_app: Open, tmp_path: Path) -> None:
    """The rest is taken in."""
    desk = make_desk()
    filled = workbook(desk)
    filled.write("mom-01", answer=3)
    filled.write("mom-02", answer=3)
    async with open_app(make_desk()) as person:
        await person.press("e")
        await read_in(person, saved(filled, tmp_path))
        make_desk("税務課").save("mom-01", AnswerPatch(choice=1))
        await person.press("t")
        assert "1問の回答を取り込みました" in person.text
        assert "下書き「1」、表「3」" in person.text
        assert standing(desk) == {"mom-01": Answer(1), "mom-02": Answer(3)}


async def test_a_file_that_is_no_sheet_is_said_to_be_none(make_desk: Desks, open_app: Open, tmp_path: Path) -> None:
    """And one that is not there; the screen stays as it is."""
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "[red]b[@x].csv").write_text("市町,人口", "utf-8")
    async with open_app(make_desk()) as person:
        await person.press("e")
        for path in (tmp_path / "a.pdf", tmp_path / "[red]none[@x=].xlsx", tmp_path / "[red]b[@x].csv", tmp_path):
            await person.press("f")
            await person.type(str(path))
            await person.press("enter")
            await person.wait_until(lambda: bool(person.app._notifications))
            person.app.clear_notifications()
        assert "担当課に、Excelで書いてもらえます" in person.text


async def test_a_sheet_is_made_of_all_or_of_one_dimension(make_desk: Desks, open_app: Open) -> None:
    """Whichever is chosen from the list."""
    async with open_app(make_desk()) as person:
        await person.press("e", "m")
        await person.press("enter")
        await person.wait_until(lambda: isinstance(person.app.screen, MakingDialog))


async def test_in_a_browser_no_file_of_the_server_can_be_named(make_desk: Desks, open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is asked for one of the person's own; what else it should send is dropped."""
    desk, told = make_desk(), list[dict[str, object]]()
    filled = workbook(desk)
    filled.write("mom-01", answer=3)
    async with open_app(desk) as person:
        monkeypatch.setattr(type(person.app), "is_web", True)
        await person.press("e", "f")
        assert person.screen == "SheetScreen"
        monkeypatch.setattr(person.app._driver, "tell_page_to_choose", lambda **about: told.append(about), raising=False)
        await person.press("f", "f")
        assert [one["accept"] for one in told] == [".xlsx,.csv"] * 2
        chooser = person.app.chooser
        chooser.take(ChosenFile("表.xls", bytes.fromhex("d0cf11e0a1b11ae1")))
        chooser.take(ChosenFile("表.xlsx", filled.saved()))
        await person.wait_until(lambda: any("古い形式" in one.message for one in person.app._notifications))
        await person.press("f")
        chooser.take(ChosenFile("../../表.xlsx", filled.saved()))
        await person.wait_until(lambda: "新しく入る 1か所" in person.text)
