"""Whole stories in a real browser: a self-check from login to file, two municipalities at once, and a reload in the middle."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from web.browsing import Arrive, Person
from web.serving import IMABARI, MATSUYAMA, Serve, Served

from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.model.snapshot import Answer

COMMENT, MORE = "課長会で話し合いました", "（窓口とも）"
NAMES = {IMABARI: "今治市", MATSUYAMA: "松山市"}


async def answer_with_the_mouse(person: Person, first: int, last: int) -> None:
    """Press a level's row for each item from the first to the last."""
    questionnaire = person.served.workspace.staff_desk(person.served.workspace.roster.find("今治")).questionnaire
    for workspace in range(first, last + 1):
        item = questionnaire.ordered[workspace - 1]
        await person.sees(f"{item.id}  {item.title}")
        await person.click(str(questionnaire.grades[workspace % 6].name))
    await person.sees(f"{last}/{len(questionnaire.ordered)}問に回答")


async def picture_over_the_page(person: Person, tmp_path: Path) -> None:
    """The chart in a dialog of the page: saved by its buttons, in this form and another; Esc leads back to the screen."""
    await person.click("o 図")
    await person.page.wait_for_selector("dialog#picture[open]")
    await person.page.wait_for_function("document.getElementById('shown').naturalWidth > 300")
    async with person.page.expect_download() as saving:
        await person.page.click("#save")
    picture = await saving.value
    assert picture.suggested_filename.endswith(".svg")
    assert "今治市" in picture.suggested_filename
    await picture.save_as(tmp_path / "saved.svg")
    assert (tmp_path / "saved.svg").read_text(encoding="utf-8").lstrip().startswith("<?xml")
    async with person.page.expect_download() as saving:
        await person.page.click("#saves >> text=PDFで保存")
    file = await saving.value
    assert file.suggested_filename.endswith(".pdf")
    assert "今治市" in file.suggested_filename
    await file.save_as(tmp_path / "saved.pdf")
    assert (tmp_path / "saved.pdf").read_bytes().startswith(b"%PDF")
    await person.page.keyboard.press("Escape")
    await person.page.wait_for_selector("dialog#picture", state="hidden")
    await person.sees("PNGで保存", gone=True)


@pytest.mark.timeout(240)
async def test_a_self_check_with_the_mouse_alone(serve: Serve, arrive: Arrive, tmp_path: Path) -> None:
    """All 42 items, a comment through the input method, a reload in the middle, the submission, the picture, the file."""
    async with serve() as served, arrive(served) as person:
        await person.log_in()
        await person.click("診断をはじめる")
        await answer_with_the_mouse(person, 1, 20)
        await person.click("コメント（c）")
        await person.sees("個人の名前は書かないでください")
        await person.compose("かちょうかい", "課長会で", COMMENT)
        assert (await person.screen()).count(COMMENT) == 1, "arrived once, and Enter closed nothing"
        await person.compose("まど", MORE)
        await person.click("閉じる（Esc）")
        await person.sees("個人の名前は書かないでください", gone=True)
        await person.sees("閉じる（Esc）", gone=True)
        await person.sees(COMMENT[:8])
        before = await person.screen()
        await person.page.reload()
        await person.sees("20/42問に回答")
        await person.sees(_without_clock(before))  # the top line comes first, the rest may follow
        await answer_with_the_mouse(person, 21, 42)
        await person.click("提出へ")
        await person.click("提出へ進む")
        await person.sees("診断を提出します")
        await person.compose("そうごう", "総合政策課")
        assert "診断を提出します" in await person.screen(), "Enter that ends a composition submits nothing"
        await person.enter("例: 企画課")
        await person.compose("そうむぶちょう", "総務部長")
        await person.click("提出する", 1)
        await person.sees("提出しました")
        await picture_over_the_page(person, tmp_path)
        _everything_arrived(served)
        assert [one for one in person.console if not one.startswith("log: ")] == []


def _without_clock(screen: str) -> str:
    """The top line may meanwhile say when it was saved."""
    return screen.partition("\n")[2]


def _everything_arrived(served: Served) -> None:
    desk = served.workspace.staff_desk(served.workspace.roster.find("今治"))
    snapshot = desk.latest()
    assert snapshot is not None
    assert [snapshot.answers[one.id].level for one in desk.questionnaire.ordered] == [workspace % 6 for workspace in range(1, 43)]
    assert snapshot.answers[desk.questionnaire.ordered[20].id].comment == COMMENT + MORE
    assert (snapshot.answered_by, snapshot.confirmed_by) == ("総合政策課", "総務部長")


async def test_two_municipalities_at_once_never_see_each_other(serve: Serve, arrive: Arrive) -> None:
    """Not on the screen, not in the page, not in a byte that came over the line."""
    said = {IMABARI: "港の窓口のはなし", MATSUYAMA: "城山の窓口のはなし"}

    async def work(person: Person, name: str) -> None:
        await person.log_in(name)
        await person.sees(f"{NAMES[name]}のみなさん")
        await person.click("診断をはじめる")
        await person.click("コメント（c）")
        await person.sees("個人の名前は書かないでください")
        await person.compose(said[name])
        await person.click("閉じる（Esc）")
        await person.click("一部で計画的に")
        await person.sees("1/42問に回答")
        await person.page.reload()
        await person.sees("1/42問に回答")

    async with serve() as served, arrive(served) as imabari, arrive(served) as matsuyama:
        await asyncio.gather(work(imabari, IMABARI), work(matsuyama, MATSUYAMA))
        for person, own, other in ((imabari, IMABARI, MATSUYAMA), (matsuyama, MATSUYAMA, IMABARI)):
            everything = "".join(person.received) + await person.page.content() + await person.screen()
            assert NAMES[own] in everything
            assert said[own] in everything
            assert NAMES[other] not in everything
            assert said[other] not in everything


async def test_many_lines_are_pasted_and_what_is_marked_is_copied(serve: Serve, arrive: Arrive) -> None:
    """Ctrl+V is the browser's paste; Ctrl+C copies from a field what is marked there, and from the screen what Shift and the mouse marked."""
    pasted = "一行目です\n二行目です\n\n四行目です"
    async with serve() as served, arrive(served, permissions=["clipboard-read", "clipboard-write"]) as person:
        await person.log_in()
        await person.click("診断をはじめる")
        await person.click("コメント（c）")
        await person.sees("個人の名前は書かないでください")
        await person.page.evaluate("text => navigator.clipboard.writeText(text)", pasted)
        await person.page.keyboard.press("Control+v")
        await person.sees("四行目です")
        await person.drag("二行目です")
        await _copied(person, "二行目です")
        await person.click("閉じる（Esc）")
        await person.sees("個人の名前は書かないでください", gone=True)
        await person.page.keyboard.down("Shift")
        await person.drag("個人の工夫")
        await person.page.keyboard.up("Shift")
        await _copied(person, "個人の工夫")
        await person.click("一部で計画的に")
        await person.sees("1/42問に回答")
        desk = served.workspace.staff_desk(served.workspace.roster.find("今治"))
        draft = desk.draft()
        assert draft is not None
        assert draft.answers[desk.questionnaire.ordered[0].id].comment == pasted


async def _copied(person: Person, text: str) -> None:
    """Until the app has marked it, Ctrl+C copies something else; a person would press again, too."""
    async with asyncio.timeout(15):
        while True:
            await person.page.keyboard.press("Control+c")
            if await person.page.evaluate("navigator.clipboard.readText()") == text:
                return


@pytest.mark.timeout(240)
async def test_a_specialist_prepares_with_the_mouse_alone(serve: Serve, arrive: Arrive, stored_password: str, tmp_path: Path) -> None:
    """From the list to the brief on their own machine, under its Japanese name."""
    async with serve() as served, arrive(served) as person:
        desk = served.workspace.staff_desk(served.workspace.roster.find("今治"))
        desk.submit_answers({item.id: Answer(choice=1) for item in desk.questionnaire.items}, "企画課 係長", "企画課長")
        made = Account("senmonkan-1", "specialist", "", stored_password, calendar.now(), must_change=False, municipalities=("382027",))
        served.server.accounts.add(made)
        await person.log_in("senmonkan-1")
        await person.click("今治市")
        await person.click("ブリーフ（b）")
        await person.sees("できました。")
        async with person.page.expect_download() as saving:
            await person.click("PDFで保存")
        file = await saving.value
        assert file.suggested_filename.startswith("訪問前ブリーフ_今治市_")
        await file.save_as(tmp_path / "saved.pdf")
        assert (tmp_path / "saved.pdf").read_bytes().startswith(b"%PDF")
        assert person.asked_elsewhere == set()
