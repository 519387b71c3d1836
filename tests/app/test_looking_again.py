"""A file that cannot be read for one moment: whatever others wrote is shown at a later look, although the file does not change again."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest
from app.centre_people import opened as opened_centre
from app.centre_people import screen_text
from app.people import Open, Person
from app.specialist_people import opened
from desks import Desks, case_of, specialist, submit
from moments import NOW

from dxcheck.app.saver import Saver
from dxcheck.app.widgets.heatmap import Heatmap
from dxcheck.casework.change import VisitPatch
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer
from dxcheck.store import errors, files
from dxcheck.system.seen import Seen
from dxcheck.workspace import Workspace


class Disk:
    """One that fails to read files whose name begins like this; with nothing, it reads again."""

    def __init__(self) -> None:
        self.bad, self.failed = "", 0
        self._read = files.read

    def __call__(self, beginning: str) -> None:
        """From now on."""
        self.bad, self.failed = beginning, 0

    def read(self, path: Path) -> bytes | None:
        """Fail, or read."""
        if self.bad and path.name.startswith(self.bad):
            self.failed += 1
            raise errors.from_os_error(OSError(errno.EIO, "Input/output error"), path)
        return self._read(path)


@pytest.fixture
def fail(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """The disk of a test."""
    disk = Disk()
    monkeypatch.setattr(files, "read", disk.read)
    return disk


async def missed_once(person: Person, fail: Disk, beginning: str, change: Callable[[], object]) -> None:
    """Somebody writes, and a look that comes next cannot read it."""
    change()
    fail(beginning)
    await person.wait_until(lambda: fail.failed > 0)
    await person.settle()
    fail("")


def test_a_mark_stays_where_it_was_when_reading_fails() -> None:
    """And at the beginning it equals none, not even that of a file that is not there."""
    seen = Seen()
    assert not seen.is_at(None)

    def read() -> None:
        with seen.taking_in(1):
            raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(OSError, match="Input"):
        read()
    assert not seen.is_at(1)
    with seen.taking_in(1):
        pass
    assert seen.is_at(1)


def test_a_colleagues_answer_is_noticed_after_a_look_that_failed(make_desk: Desks, fail: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that came along with this person's own, which the failing look must not forget."""
    mine, theirs = make_desk(), make_desk("総務課")
    saver = Saver(mine, lambda _state: None)
    saver.begin()
    theirs.save("mom-05", AnswerPatch(choice=4))
    monkeypatch.setattr(mine, "draft", lambda: (_ for _ in ()).throw(errors.from_os_error(OSError(errno.EIO, "x"), Path("draft"))))
    for _nth in range(2):
        with pytest.raises(errors.StoreError):
            saver.poll()
    monkeypatch.undo()
    noticed = saver.poll()
    assert noticed is not None
    assert noticed.answer("mom-05").choice == 4


async def test_the_first_screen_shows_what_was_saved_while_it_was_being_read(
    make_desk: Desks, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mark is taken before reading, not after it."""
    desk = make_desk()
    desk.save("mom-01", AnswerPatch(choice=1))
    async with open_app(desk) as person:
        standing, once = desk.standing, iter([True])

        def then_they() -> object:
            there = standing()
            if next(once, False):
                make_desk("総務課").save("mom-02", AnswerPatch(choice=1))
            return there

        monkeypatch.setattr(desk, "standing", then_they)
        make_desk("総務課").save("mom-03", AnswerPatch(choice=1))
        await person.wait_until(lambda: "3/42" in person.text, 8)


async def test_a_visit_shows_what_a_colleague_wrote_after_a_look_that_failed(data: Path, make_desk: Desks, fail: Disk) -> None:
    """And the trouble is said once, not every two seconds."""
    submit(make_desk)
    visit = case_of(data).plan(NOW.date())
    async with opened(specialist(data)) as person:
        await person.press("enter", "v")
        assert person.screen == "VisitScreen"
        change = VisitPatch.of_text("notes", "同僚が書きました")
        await missed_once(person, fail, "382027", lambda: case_of(data, "senmonkan-2").write(visit.id, change))
        assert len([one for one in person.said if "読" in one]) <= 1
        await person.wait_until(lambda: "同僚が書きました" in screen_text(person), 6)


async def test_the_list_of_municipalities_shows_a_submission_after_a_look_that_failed(data: Path, make_desk: Desks, fail: Disk) -> None:
    """The line that said that the file cannot be read goes."""
    submit(make_desk)
    async with opened(specialist(data)) as person:
        before = person.text
        await missed_once(person, fail, "382027", lambda: submit(make_desk, level=2, at=NOW, mom_01=Answer(choice=5)))
        assert person.text != before
        broken = person.text
        await person.wait_until(lambda: person.text != broken, 6)
        assert "382027.json" not in person.text


@pytest.mark.parametrize("keys", [(), ("b",)], ids=["overview", "board"])
async def test_the_centres_tables_show_a_submission_after_a_look_that_failed(
    workspace: Workspace, fail: Disk, keys: tuple[str, ...]
) -> None:
    """Although nothing changes after it."""
    async with opened_centre(workspace) as person:
        await person.press(*keys)
        desk = workspace.staff_desk(workspace.roster.find("松山"), now=lambda: NOW)
        answers = {item.id: Answer(choice=5) for item in desk.questionnaire.items}
        good = screen_text(person)
        await missed_once(person, fail, "382019", lambda: desk.submit_answers(answers, "係", "課長"))
        broken = screen_text(person)
        assert broken != good
        await person.wait_until(lambda: screen_text(person) != broken, 8)


async def test_nothing_is_looked_at_while_the_screen_is_made_anew(workspace: Workspace) -> None:
    """A timer does not wait for the table that is being taken away, and whoever sat there saw the app end."""
    async with opened_centre(workspace) as person:
        screen, tables = person.app.screen, []
        screen.look_every(0.001, lambda: tables.append(len(screen.query(Heatmap))))
        for _nth in range(3):
            await screen.switch_words()
        await person.wait_until(lambda: len(tables) > 3)
        assert set(tables) == {1}
