"""A window with something typed in it closes only once that is on the disk; while the disk is at fault it stays, says so, and can be told again."""

from __future__ import annotations

import asyncio
import datetime as dt
import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from app.people import Open, Person
from app.specialist_people import opened
from desks import IMABARI, Desks, case_of, specialist, submit
from moments import NOW
from textual.widgets import Input, TextArea

from dxcheck.app.screens.dialogs import AskDialog
from dxcheck.app.screens.form import Field, Filled, FormDialog
from dxcheck.model.snapshot import LONGEST_TEXT, Answer
from dxcheck.store import files
from dxcheck.store.database import words

STAYS = "書いたものはこの画面に残っています"
FULL = "空きがありません"


@contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No file can be written."""

    def refuse(*_args: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as broken:
        broken.setattr(files, "write_new", refuse)
        yield


async def refused(person: Person, keys: tuple[str, ...], dialog: str) -> None:
    """Press the keys that save; the window stays and says what is wrong."""
    await person.pilot.press(*keys)
    await person.wait_until(lambda: STAYS in person.text and FULL in person.text)
    assert person.screen == dialog


async def accepted(person: Person, keys: tuple[str, ...], screen: str) -> None:
    """Press them again; now the window closes."""
    await person.pilot.press(*keys)
    await person.wait_until(lambda: person.screen == screen)
    await person.settle()


async def test_a_comment_stays_in_its_window_until_it_is_saved(make_desk: Desks, open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Esc does not close while the disk is full; what is typed after the fault is saved with it."""
    async with open_app(make_desk()) as person:
        await person.press("s")
        with full_disk(monkeypatch):
            await person.pilot.press("c", *"迷った")
            await refused(person, ("escape",), "TextDialog")
            assert person.app.screen.query_one(TextArea).text == "迷った"
            await person.pilot.press(*"点")
        await accepted(person, ("escape",), "QuestionScreen")
    draft = make_desk().draft()
    assert draft is not None
    assert draft.answer("mom-01").comment == "迷った点"


async def test_who_answered_stays_in_the_form_until_it_is_submitted(
    make_desk: Desks, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the form is typed a second time."""
    async with open_app(make_desk()) as person:
        await person.press("s", "2", "p", "ctrl+s")
        await person.press("enter", *"課長")
        with full_disk(monkeypatch):
            await refused(person, ("ctrl+s",), "FormDialog")
            assert [one.value for one in person.app.screen.query(Input)] == ["企画課 情報係", "課長"]
            assert make_desk().latest() is None
        await accepted(person, ("ctrl+s",), "ResultScreen")
    latest = make_desk().latest()
    assert latest is not None
    assert (latest.answered_by, latest.confirmed_by) == ("企画課 情報係", "課長")


async def test_what_nobody_can_say_is_not_called_unsaved(make_desk: Desks, open_app: Open) -> None:
    """The answer of a database was lost: what was typed stays, and it is said that it may be saved."""

    async def save(_filled: Filled) -> None:
        await asyncio.sleep(1.5)  # long enough to be told of
        raise words.unknown_whether_kept()

    async with open_app(make_desk()) as person:
        dialog = FormDialog("one", "題", [], [Field("post", "課", "企画課")], go="保存", save=save)
        person.app.push_screen(dialog)
        await person.settle()
        await person.pilot.press("ctrl+s")
        await person.wait_until(lambda: "書いたものは残ります" in "".join(person.text.split()))
        assert "保存できたかどうか、まだ分かりません" in person.text
        assert "まだ保存できていません" not in person.text
        assert "最後の変更があるか見てください" in person.text
        await person.settle()
        await person.pilot.press("end", *"係")
        assert person.app.screen.query_one(Input).value == "企画課係"


async def test_a_wish_and_a_remark_stay_in_their_windows(make_desk: Desks, open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two texts that staff write outside the questionnaire."""
    desk = make_desk()
    snapshot = desk.submit_answers({one.id: Answer(choice=1) for one in desk.questionnaire.items}, "係", "長")
    desk.choose(desk.result(snapshot).first_steps[0], snapshot)
    async with open_app(make_desk()) as person:
        await person.press("w", "n")
        with full_disk(monkeypatch):
            await person.pilot.press(*"相談")
            await refused(person, ("ctrl+s",), "TextDialog")
        await accepted(person, ("ctrl+s",), "OwnWishesScreen")
        await person.press("escape", "a", "c")
        with full_disk(monkeypatch):
            await person.pilot.press(*"ひとこと")
            await refused(person, ("ctrl+s",), "TextDialog")
        await accepted(person, ("ctrl+s",), "ActionsScreen")
    assert [one.text for one in make_desk().wishes.open()] == ["相談"]
    assert [one.text for one in make_desk().actions()[0].remarks] == ["ひとこと"]


Write = tuple[tuple[str, ...], str, tuple[str, ...], Callable[[Path], object]]


def _observed(data: Path) -> object:
    case = case_of(data)
    latest = case.latest()
    assert latest is not None
    return [one.observation.text for one in case.observations(latest)]


def _judged(data: Path) -> object:
    case = case_of(data)
    latest = case.latest()
    assert latest is not None
    return [(one.level, one.reason) for one in case.judgements(latest)]


def _returned(data: Path) -> object:
    made = case_of(data).open_returns()
    return made[0].returned.reason if made else None


@pytest.mark.parametrize(
    ("opens", "save", "stored", "expected"),
    [
        ((*"ro", *"所見の文"), ("escape",), _observed, ["所見の文"]),
        ((*"rl", "2", "tab", *"わけ"), ("ctrl+s",), _judged, [(2, "わけ")]),
        ((*"rx", *"見直しを"), ("ctrl+s",), _returned, "見直しを"),
    ],
)
async def test_what_a_specialist_writes_in_the_review_stays_in_its_window(
    data: Path,
    make_desk: Desks,
    monkeypatch: pytest.MonkeyPatch,
    opens: tuple[str, ...],
    save: tuple[str, ...],
    stored: Callable[[Path], object],
    expected: object,
) -> None:
    """An observation, an own level with its reason, a return with its reason."""
    submit(make_desk, at=NOW - dt.timedelta(days=1))
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter", *opens[:1])
        await person.press(*opens[1:2])
        with full_disk(monkeypatch):
            await person.pilot.press(*opens[2:])
            await refused(person, save, person.screen)
        await accepted(person, save, "CaseReview")
    assert stored(data) == expected


async def test_an_agreement_stays_in_its_form(data: Path, make_desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the next visit's date as well."""
    submit(make_desk, at=NOW - dt.timedelta(days=1))
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter", "d")
        await person.type("12/3")
        with full_disk(monkeypatch):
            await refused(person, ("ctrl+s",), "FormDialog")
        await accepted(person, ("ctrl+s",), "CaseHome")
        await person.press("v", "f4")
        await person.type("gov-02")
        await person.press("enter", "end")
        await person.type("を直す")
        with full_disk(monkeypatch):
            await refused(person, ("ctrl+s",), "FormDialog")
        await accepted(person, ("ctrl+s",), "VisitScreen")
    (visit,) = case_of(data).visits()
    assert visit.record.date == dt.date(2026, 12, 3)
    assert visit.actions[0].step.endswith("を直す")


async def test_notes_of_a_visit_are_there_again_while_they_wait(data: Path, make_desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first Esc says that they are not saved; the second leaves; coming back shows them, although the disk has nothing yet."""
    submit(make_desk)
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter", "v")
        with full_disk(monkeypatch):
            await person.pilot.press(*"話した", "escape")
            await person.wait_until(lambda: any("もう一度 Esc" in one for one in person.said))
            assert person.screen == "VisitScreen"
            await person.pilot.press("escape")
            await person.wait_until(lambda: person.screen == "CaseHome")
            await person.pilot.press("v")
            await person.wait_until(lambda: person.screen == "VisitScreen")
            assert person.app.screen.query_one("#notes", TextArea).text == "話した"
        await person.wait_until(lambda: case_of(data).visits()[0].record.notes == "話した")


async def test_a_waiting_observation_never_lands_at_another_municipality(
    data: Path, make_desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same item of two municipalities, both written while the disk was full."""
    day = NOW - dt.timedelta(days=1)
    for name in ("今治", "松山"):
        desk = make_desk(name=name, now=lambda: day)
        desk.submit_answers({item.id: Answer(choice=1) for item in desk.questionnaire.items}, "係", "長")
    desk_of = specialist(data)
    async with opened(desk_of) as person:
        with full_disk(monkeypatch):
            for number in (0, 1):
                await person.pilot.press(*(["down"] * number), "enter")
                await person.wait_until(lambda: person.screen == "CaseHome")
                name = str(person.app.case.municipality)  # type: ignore[attr-defined]
                await person.pilot.press("r", "o", *name, "escape")
                await person.wait_until(lambda: STAYS in person.text)
                await person.pilot.click("#later")
                await person.pilot.press("escape", "escape")
                await person.wait_until(lambda: person.screen == "MunicipalitiesScreen")
        await person.settle()
    found = {}
    for case in specialist(data).cases():
        latest = case.latest()
        assert latest is not None
        found[str(case.municipality)] = [one.observation.text for one in case.observations(latest)]
    assert found == {"今治市": ["今治市"], "松山市": ["松山市"]}


async def test_a_wrong_field_is_told_beside_it(data: Path, make_desk: Desks) -> None:
    """Every wrong field at once; what was typed stays, and the keyboard goes to the first of them."""
    submit(make_desk, at=NOW - dt.timedelta(days=1))
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter", "v", "f4")
        await person.type("gov-02")
        await person.press("enter")
        person.app.screen.query_one("#field-step", Input).value = ""
        person.app.screen.query_one("#field-due", Input).value = "いつか"
        await person.press("ctrl+s")
        assert person.screen == "FormDialog"
        beside = {key: str(person.app.screen.query_one(f"#fault-{key}").render()) for key in ("step", "level", "due")}  # type: ignore[attr-defined]
        assert "取組の内容" in beside["step"]
        assert beside["level"].strip() == ""
        assert "日付は" in beside["due"]
        assert person.app.screen.focused is not None
        assert person.app.screen.focused.id == "field-step"
        await person.press("escape", "escape")
        await person.press("r", "l", "2", "ctrl+s")
        assert person.screen == "FormDialog"
        assert "理由も書いてください" in str(person.app.screen.query_one("#fault-reason").render())


async def test_a_text_that_is_too_long_is_not_cut(make_desk: Desks, open_app: Open) -> None:
    """The window stays until it is short enough."""
    async with open_app(make_desk()) as person:
        await person.press("s", "c")
        area = person.app.screen.query_one(TextArea)
        area.text = "あ" * (LONGEST_TEXT + 1)
        await person.press("escape")
        assert person.screen == "TextDialog"
        assert "長すぎます" in person.text
        area.text = "あ" * LONGEST_TEXT
        await accepted(person, ("escape",), "QuestionScreen")


async def test_enter_at_a_question_changes_nothing(data: Path, make_desk: Desks) -> None:
    """Before something that cannot be taken back the keyboard is on No."""
    submit(make_desk, at=NOW - dt.timedelta(days=1))
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter", "v")
        await person.type("話した")
        await person.press("f8")
        assert isinstance(person.app.screen, AskDialog)
        await person.press("enter")
        assert person.screen == "VisitScreen"
        assert make_desk().records() == []
        await person.press("f9", "enter")
        assert person.screen == "VisitScreen"
        assert case_of(data).visits()[0].state == "noted"
