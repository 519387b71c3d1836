"""Answering: keys, mouse, texts, undo, and never losing anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from app.people import SMALL, Open
from desks import submit

from dxcheck.app.widgets.levels import LevelList
from dxcheck.desk import StaffDesk, StoreError
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer

Desks = Callable[..., StaffDesk]


def stored(desk: StaffDesk) -> dict[str, Answer]:
    """The answers on the disk."""
    draft = desk.draft()
    return draft.answers if draft else {}


async def test_a_digit_answers_and_goes_on(desk: StaffDesk, open_app: Open) -> None:
    """2 answers the first item, the second is shown, and the answer is on the disk when 保存済み shows."""
    async with open_app(desk) as person:
        await person.press("s", "2")
        assert "mom-02" in person.text
        assert "保存済み 10:32" in person.text
    assert stored(desk)["mom-01"].choice == 2


@pytest.mark.parametrize("size", [(120, 40), SMALL])
async def test_all_42_items_can_be_answered_with_digits_alone(desk: StaffDesk, open_app: Open, size: tuple[int, int]) -> None:
    """From the first question to the last, at both sizes, then the review is offered."""
    async with open_app(desk, size) as person:
        await person.press("s", *("1" * 42))
        assert "すべて答えました" in person.text
    assert len(stored(desk)) == 42
    assert {answer.choice for answer in stored(desk).values()} == {1}


async def test_full_width_keys_count_too(desk: StaffDesk, open_app: Open) -> None:
    """An input method left on sends ３ for 3 and ｋ for k."""
    async with open_app(desk) as person:
        await person.press("s", "３", "５", "ｋ")
    assert [stored(desk)[one.id].choice for one in desk.questionnaire.ordered[:3]] == [3, 5, "unknown"]


async def test_every_descriptor_is_shown_in_full(desk: StaffDesk, open_app: Open) -> None:
    """At 80x24 too, no level is cut: all its characters are in the list, whatever the line breaks."""
    async with open_app(desk, SMALL) as person:
        await person.press("s")
        for item in desk.questionnaire.ordered:
            shown = str(person.app.screen.query_one("#levels").render()).replace("\n", "").replace(" ", "")
            for level in item.levels:
                assert level.ja.replace(" ", "") in shown, (item.id, level.ja)
            await person.press("right")


async def test_evidence_is_saved_while_it_is_typed(desk: StaffDesk, open_app: Open) -> None:
    """Without leaving the editor the text reaches the disk; several lines stay several."""
    async with open_app(desk) as person:
        await person.press("s", "e")
        await person.type("総務課の通知")
        await person.press("enter")
        await person.type("5月の資料")
        await person.wait_until(lambda: stored(desk).get("mom-01", Answer()).evidence == "総務課の通知\n5月の資料")
        await person.press("escape")
        assert "総務課の通知" in person.text
    assert stored(desk)["mom-01"].choice is None


async def test_a_paste_of_several_lines_is_kept(desk: StaffDesk, open_app: Open) -> None:
    """Control characters in it are not."""
    from textual import events

    async with open_app(desk) as person:
        await person.press("s", "c")
        person.app.post_message(events.Paste("一行目\r\n二行目\x1b[31m赤\u202e"))
        await person.settle()
        await person.press("escape")
    assert stored(desk)["mom-01"].comment == "一行目\n二行目[31m赤"


async def test_undo_takes_back_step_by_step(desk: StaffDesk, open_app: Open) -> None:
    """Two answers and a cleared one, undone in turn; the item undone is shown."""
    async with open_app(desk) as person:
        await person.press("s", "2", "3", "left", "backspace")
        assert stored(desk)["mom-02"].choice is None
        await person.press("u")
        assert stored(desk)["mom-02"].choice == 3
        await person.press("u", "u")
        assert stored(desk)["mom-01"].choice is None
        assert "mom-01" in person.text
        await person.press("u")
        assert "元に戻せる回答はありません" in person.text


async def test_not_applicable_needs_a_reason_and_is_refused_where_everybody_has_it(desk: StaffDesk, open_app: Open) -> None:
    """An item without 該当なし says so and offers わからない; one with it asks why."""
    allowed = next(item.id for item in desk.questionnaire.ordered if item.not_applicable)
    async with open_app(desk) as person:
        await person.press("s", "n")
        assert "該当なし" in person.text
        assert "選べません" in person.text
        person.app.screen.go(allowed)  # type: ignore[attr-defined]
        await person.press("n", "escape")
        assert stored(desk).get(allowed, Answer()).choice is None
        await person.press("n")
        await person.type("対象の施設がない")
        await person.press("ctrl+s")
    assert stored(desk)[allowed] == Answer(choice="not_applicable", reason="対象の施設がない")


async def test_the_target_is_set_with_a_digit_and_leaves_the_answer(desk: StaffDesk, open_app: Open) -> None:
    """`t` then 4 sets the target of the same item; Esc gives it up."""
    async with open_app(desk) as person:
        await person.press("s", "1", "left", "t", "escape", "t", "4")
        assert "目標" in person.text
        assert "mom-01" in person.text
    assert stored(desk)["mom-01"] == Answer(choice=1, target=4)


async def test_arrows_and_enter_choose_too(desk: StaffDesk, open_app: Open) -> None:
    """Down twice from level 0 is level 2."""
    async with open_app(desk) as person:
        await person.press("s", "down", "down", "enter")
    assert stored(desk)["mom-01"].choice == 2


async def test_the_mouse_chooses_a_level_and_an_item(desk: StaffDesk, open_app: Open) -> None:
    """A click on a wrapped row chooses its level; a click at the left goes to the item."""
    async with open_app(desk) as person:
        await person.press("s")
        levels = person.app.screen.query_one("#levels")
        row = levels._rows_at.index("3")  # type: ignore[attr-defined]
        await person.pilot.click("#levels", offset=(25, row))
        await person.settle()
        assert stored(desk)["mom-01"].choice == 3
        navigator = person.app.screen.query_one("#navigator")
        await person.pilot.click("#navigator", offset=(6, navigator._targets.index("mom-05")))  # type: ignore[attr-defined]
        await person.settle()
        assert person.app.screen.current == "mom-05"  # type: ignore[attr-defined]


async def test_search_finds_an_item_by_any_word(desk: StaffDesk, open_app: Open) -> None:
    """Two words, one of them the id's beginning; Enter goes there."""
    async with open_app(desk) as person:
        await person.press("s", "slash")
        await person.type("sec-03")
        await person.press("enter")
        assert person.app.screen.current == "sec-03"  # type: ignore[attr-defined]


async def test_g_goes_to_the_next_unanswered_item(desk: StaffDesk, open_app: Open) -> None:
    """From the end it begins again at the front."""
    async with open_app(desk) as person:
        await person.press("s", "right", "2", "g")
        assert person.app.screen.current == "mom-04"  # type: ignore[attr-defined]
        person.app.screen.go("dat-05")  # type: ignore[attr-defined]
        await person.press("1", "g")
        assert person.app.screen.current == "mom-01"  # type: ignore[attr-defined]


async def test_the_quick_check_hints_but_does_not_answer(desk: StaffDesk, open_app: Open) -> None:
    """The level hinted at is marked, and the item stays unanswered."""
    desk.answer_quick("mom-01", 2)
    async with open_app(desk) as person:
        await person.press("s")
        assert "かんたん診断のめやす" in person.text
    assert stored(desk) == {}


async def test_what_cannot_be_saved_stays_on_the_screen_and_is_saved_later(
    desk: StaffDesk, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: the top line says so, answering goes on, and all of it is saved when there is room again."""
    save = desk.save
    full = True

    def failing(item: str, patch: AnswerPatch) -> object:
        if full:
            raise StoreError("保存先に空きがありません", "回答は失われていません", "不要なファイルを消してください")
        return save(item, patch)

    monkeypatch.setattr(desk, "save", failing)
    monkeypatch.setattr("dxcheck.app.saver.RETRY_AFTER", 0.1)
    async with open_app(desk) as person:
        await person.pilot.press("s", "2", "3")
        await person.wait_until(lambda: "保存できません" in person.text)
        assert "空きがありません" in person.text
        assert "mom-03" in person.text
        await person.pilot.press("left")
        assert person.app.saver.answer("mom-02").choice == 3
        assert stored(desk) == {}
        full = False
        await person.wait_until(lambda: "保存済み" in person.text)
    assert {item: answer.choice for item, answer in stored(desk).items()} == {"mom-01": 2, "mom-02": 3}


async def test_quitting_with_unsaved_answers_asks(desk: StaffDesk, open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the disk refuses, quitting says how many answers would be lost, and can be called off."""

    def failing(item: str, patch: AnswerPatch) -> object:
        raise StoreError("保存先に書き込めません", "回答は失われていません", "フォルダーを確かめてください")

    monkeypatch.setattr(desk, "save", failing)
    async with open_app(desk) as person:
        await person.pilot.press("s", "2")
        await person.wait_until(lambda: "保存できません" in person.text)
        await person.pilot.press("ctrl+q")
        await person.wait_until(lambda: person.screen == "AskDialog")
        assert "1件は失われます" in person.text
        await person.pilot.press("escape")
        await person.wait_until(lambda: person.screen == "QuestionScreen")
        assert person.app.is_running
        await person.pilot.press("ctrl+q")
        await person.wait_until(lambda: person.screen == "AskDialog")
        await person.pilot.press("y")
        await person.wait_until(lambda: not person.app.is_running or person.app._exit)


async def test_help_shows_the_keys_of_this_screen(desk: StaffDesk, open_app: Open) -> None:
    """Every command with a key is in it, in words."""
    async with open_app(desk) as person:
        await person.press("s", "question_mark")
        assert person.screen == "HelpDialog"
        for wanted in ("0-5", "わからない", "根拠", "BackSpace", "Ctrl+Q"):
            assert wanted in person.text
        await person.press("escape")
        assert person.screen == "QuestionScreen"


async def test_search_everywhere_finds_commands_and_items(desk: StaffDesk, open_app: Open) -> None:
    """From home to an item by a word of its title, and to a command by its name; nothing found says so."""
    async with open_app(desk) as person:
        await person.press("ctrl+p")
        await person.type("これまで")
        await person.press("enter")
        await person.wait_until(lambda: person.screen == "HistoryScreen")
        await person.press("ctrl+p")
        await person.type("業務の流れ")
        await person.press("enter")
        await person.wait_until(lambda: person.screen == "QuestionScreen")
        assert person.app.screen.current == "bpr-02"  # type: ignore[attr-defined]
        await person.press("ctrl+p")
        await person.type("zzzz")
        assert "見つかりませんでした" in person.text


async def test_the_row_under_the_cursor_is_always_in_sight(desk: StaffDesk, open_app: Open) -> None:
    """At 80x24 with long texts beside, going down to the last row scrolls it into view."""
    async with open_app(desk, SMALL) as person:
        await person.press("s")
        for item in ("svc-02", "sys-03", "sec-02"):
            person.app.screen.go(item)  # type: ignore[attr-defined]
            await person.press(*["down"] * 8)
            body = person.app.screen.query_one("#item")
            levels = person.app.screen.query_one("#levels")
            last = levels.virtual_region.y + levels._rows_at.index("others")  # type: ignore[attr-defined]
            assert body.scroll_y <= last < body.scroll_y + body.size.height, item


async def test_what_is_not_a_level_stands_in_the_same_place_at_every_item(make_desk: Desks, open_app: Open) -> None:
    """Whether or not the others are offered there: a click that meant one never records another."""
    submit(make_desk)
    places: dict[str, set[int]] = {}
    async with open_app(make_desk()) as person:
        await person.press("s")
        screen = person.app.screen
        levels = screen.query_one(LevelList)
        offered = set()
        for _item in range(42):
            offered.add(tuple(levels.rows[6:]))
            for start, _end, row in levels._others_at:
                places.setdefault(row, set()).add(start)
            await person.press("right")
        assert ("unknown", "same") in offered
        assert ("unknown", "same", "not_applicable") in offered
    assert {row: len(starts) for row, starts in places.items()} == {"unknown": 1, "same": 1, "not_applicable": 1}
    assert len(set.union(*places.values())) == 3


@pytest.mark.parametrize("size", [SMALL, (120, 40)])
async def test_why_a_level_was_chosen_is_ticked_quickly_or_not_at_all(desk: StaffDesk, open_app: Open, size: tuple[int, int]) -> None:
    """W behind an answer, a number, w again: kept, said, undone in one step, and gone with the level; answering needs none of it."""
    async with open_app(desk, size) as person:
        await person.press("s", "2", "w")
        assert "mom-01" in person.text
        assert "[x]  1. 管理職か希望者向けの説明会を年1回以上開き" in person.text
        assert "[ ]  3. 全課への説明が済み" in person.text
        await person.press("3", "w")
        assert "3には「新規採用と異動者の研修にも入っている」がまだです。" in person.text.replace("\n", "").replace(" ", "")
        assert stored(desk)["mom-01"].met == ("2.1", "2.2", "3.1")
        await person.press("left", "u")
        assert stored(desk)["mom-01"] == Answer(choice=2)
        await person.press("w", "escape")
        assert stored(desk)["mom-01"].met == ()
        await person.press("w", "w", "left", "3", "u")
        assert stored(desk)["mom-01"] == Answer(choice=2, met=("2.1", "2.2"))
        await person.press("right", "3", "left", "left", "3")
        assert stored(desk)["mom-01"] == Answer(choice=3)


async def test_the_posts_over_the_boxes_are_decided_on_the_result(make_desk: Desks, open_app: Open) -> None:
    """d, the posts, and every result sheet has them."""
    submit(make_desk, level=2)
    desk = make_desk()
    async with open_app(make_desk(), SMALL) as person:
        await person.press("r")
        assert person.screen == "ResultScreen"
        await person.press("d")
        assert "部長、課長、係長、起案" in person.text
        await person.press("ctrl+a")
        await person.type("町長、課長")
        await person.press("ctrl+s")
        await person.wait_until(lambda: desk.approvers() == ("町長", "課長"))
