"""How many clicks the usual ways take, with the mouse alone; typing is no click."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from app.people import SMALL, Open, Person
from desks import submit
from textual.geometry import Region
from textual.widget import Widget

from dxcheck.app.screens import making
from dxcheck.app.staff.next_buttons import NextButtons
from dxcheck.app.widgets.button import CommandButton
from dxcheck.app.widgets.passage import Passage
from dxcheck.desk import StaffDesk
from dxcheck.i18n import Language, use
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer

Desks = Callable[..., StaffDesk]


def drawn_at(passage: Passage, words: str) -> list[Region]:
    """Where a passage's buttons that say this are on the screen."""
    return [region for one, region in passage.buttons if words in one.words]


class Mouse:
    """Clicks buttons by what they say, and counts."""

    def __init__(self, person: Person) -> None:
        self.person, self.clicks = person, 0

    async def click(self, words: str) -> None:
        """Press the button that says this, where it is seen."""
        screen = self.person.app.screen
        buttons = [one for one in screen.query(CommandButton) if words in str(one.label) and one.display]
        passages = [one for one in screen.query(Passage) if drawn_at(one, words)]
        assert buttons or passages, f"no button says {words!r}:\n{self.person.text}"
        found: Widget = [*buttons, *passages][0]
        found.scroll_visible(animate=False)
        await self.person.settle()
        region = found.region if buttons else drawn_at(passages[0], words)[0]
        assert await self.person.pilot.click(offset=region.offset)
        self.clicks += 1
        await self.person.settle()


@pytest.mark.parametrize("size", [(120, 40), SMALL])
async def test_42_unchanged_items_are_submitted_with_few_clicks(make_desk: Desks, open_app: Open, size: tuple[int, int]) -> None:
    """From home to the result; the copies are told apart."""
    submit(make_desk, level=2, gov_01=Answer(choice=4, evidence="要綱"))
    desk = make_desk()
    async with open_app(desk, size) as person:
        mouse = Mouse(person)
        await mouse.click("診断をはじめる")
        await mouse.click("残り42問は前回と同じ")
        await mouse.click("残り全部")
        assert "42問に前回の回答を写しました" in person.text
        await mouse.click("提出前の確認へ")
        assert "前回の回答を写した設問" in person.text
        await mouse.click("提出へ進む")
        await person.press("tab")
        await person.type("企画課長")
        await mouse.click("提出する")
        assert person.screen == "ResultScreen"
        assert mouse.clicks == 6
    latest = desk.latest()
    assert latest is not None
    assert len(latest.copied) == 42
    assert latest.answer("gov-01").evidence == "要綱"


async def test_the_first_answer_takes_two_clicks(make_desk: Desks, open_app: Open) -> None:
    """And its evidence one more, from where one is then; one goes on answering there."""
    desk = make_desk()
    async with open_app(desk) as person:
        mouse = Mouse(person)
        await mouse.click("診断をはじめる")
        await person.pilot.click("#levels", offset=(20, 3))
        await person.settle()
        draft = desk.draft()
        assert draft is not None
        assert draft.answer("mom-01").is_answered
        await mouse.click("mom-01 の根拠を書く")
        await person.type("記録")
        await person.press("escape")
        assert "mom-02" in person.text
    draft = desk.draft()
    assert draft is not None
    assert draft.answer("mom-01").evidence == "記録"
    assert draft.answer("mom-02").evidence == ""


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_what_may_come_next_has_room_at_the_small_size(make_desk: Desks, open_app: Open, language: Language) -> None:
    """With the key at the end of every button."""
    submit(make_desk, level=2)
    use(language)
    async with open_app(make_desk(), SMALL) as person:
        await person.press("enter", "3")
        shown = [one for one in person.app.screen.query_one(NextButtons).query(CommandButton) if one.display]
        assert [str(one.label)[-2:-1] for one in shown] == list("bwa")
        assert max(one.region.right for one in shown) <= SMALL[0]


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_no_dimensions_name_is_cut_at_home_where_there_is_room(make_desk: Desks, open_app: Open, language: Language) -> None:
    """Seen: 「Momentum, dialogue and p..」 beside a bar of 30 cells."""
    use(language)
    desk = make_desk()
    desk.save("mom-01", AnswerPatch(choice=2))
    async with open_app(desk, (120, 40)) as person:
        assert not [str(one.title) for one in desk.questionnaire.dimensions if str(one.title) not in person.text]


async def test_the_result_sheet_takes_two_clicks_from_home(
    make_desk: Desks, open_app: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a PDF."""
    monkeypatch.setattr(making, "download_folder", lambda: tmp_path)
    submit(make_desk, level=2)
    async with open_app(make_desk()) as person:
        mouse = Mouse(person)
        await mouse.click("結果票")
        await person.wait_until(lambda: "できました。" in person.text)
        await mouse.click("保存（Enter）")
        await person.wait_until(lambda: any(tmp_path.glob("結果票_今治市_*.pdf")))
        assert mouse.clicks == 2


async def test_whoever_confirms_sees_all_answers_and_needs_three_clicks(make_desk: Desks, open_app: Open) -> None:
    """From home; a line leads to its item and back; a change afterwards is said at home with the item and who confirmed."""
    submit(make_desk, level=1)
    desk = make_desk()
    desk.save("mom-01", AnswerPatch(choice=4))
    desk.copy_rest()
    async with open_app(desk) as person:
        mouse = Mouse(person)
        await mouse.click("回答の一覧・確認")
        assert "前回から変わった 1問" in person.text
        await person.press("enter")
        assert person.screen == "QuestionScreen"
        await person.press("escape")
        assert person.screen == "AnswersScreen"
        await mouse.click("確認する")
        await person.type("企画課長")
        await person.press("enter")
        assert "企画課長が2026年11月23日 10:32に確認しました" in person.text
        assert mouse.clicks == 2
        await person.press("f")
        assert "認識の共有" in person.text
        assert "首長・幹部の関わり" not in person.text
        await person.press("enter", "2", "escape", "escape")
        assert "企画課長の確認" in person.text
        assert "「mom-01 認識の共有」" in person.text


async def test_a_confirmation_does_not_go_on_standing_where_others_write(make_desk: Desks, open_app: Open) -> None:
    """On a screen that stays open too; and of a draft that a colleague has given up nothing is said to be confirmed."""
    desk = make_desk()
    desk.save("mom-01", AnswerPatch(choice=4))
    async with open_app(desk) as person:
        await person.press("c", "c")
        await person.type("企画課長")
        await person.press("enter")
        assert "に確認しました" in person.text
        make_desk("総務課").save("mom-02", AnswerPatch(choice=1))
        await person.wait_until(lambda: "「mom-02 職員の声を聴く」（総務課）が変わったため" in person.text)
        await person.press("c")
        make_desk("総務課").give_up()
        await person.press("enter")
        assert person.screen == "HomeScreen"
        assert "確認しました" not in person.text


async def test_a_list_is_printed_whole_and_a_result_as_its_sheet(
    make_desk: Desks, open_app: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the rows that are seen: on a small screen all 42 answers are in it."""
    monkeypatch.setattr(making, "download_folder", lambda: tmp_path)
    submit(make_desk, level=2)
    desk = make_desk()
    async with open_app(desk, SMALL) as person:
        await person.press("r", "i", "ctrl+y")
        await person.wait_until(lambda: "できました。" in person.text)
        await person.press("ctrl+f", "ctrl+f", "enter")
        await person.wait_until(lambda: any(tmp_path.glob("設問ごとの回答_今治市_*.md")))
        await person.press("escape", "escape", "ctrl+y")
        await person.wait_until(lambda: "結果票（決裁用）" in person.text)
    [listed] = tmp_path.glob("設問ごとの回答_*.md")  # noqa: ASYNC240 - one file
    text = listed.read_text("utf-8").replace("\\", "")
    assert [item.id for item in desk.questionnaire.ordered if f"{item.id}　{item.title}" not in text] == []
