"""A submission whose outcome nobody can say: 提出する pressed again finds out, and submits nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from access_world import NAMES, NOW, OWN, built
from app.people import Person
from pages.person import Person as PagePerson
from plain.talk import talk
from postgresql import SHARED, Cluster
from store.test_database_anew import begun_anew
from wire import Cut, Wire

from dxcheck.app.staff.app import DxcheckApp
from dxcheck.desk import NoDraftError, StaffDesk, UnsureError
from dxcheck.model.snapshot import Draft, Snapshot
from dxcheck.store.database.database_shelf import close_databases, open_database
from dxcheck.store.database.transfer import move_in
from dxcheck.workspace import Workspace

__all__ = ["built"]


class Line(Wire):
    """At the commit of a submission it is cut, and the engine ends at once; a commit that arrived has it begin anew meanwhile."""

    def __init__(self, cluster: Cluster) -> None:
        self.next: Cut | None = None
        self._cluster, self._is_gone = cluster, False
        super().__init__(cluster, self._once)

    def _once(self) -> Cut | None:
        cut, self.next = self.next, None
        return cut

    def when_cut(self) -> None:
        """Nobody can say what became of it: its number may be another's by now, or nobody can be asked (what never arrived may have left no number)."""
        if self.cuts["the commit"]:
            self._is_gone = True
            self._cluster.stop()
            return
        [(number,)] = self._cluster.ask("SELECT pg_snapshot_xmax(pg_current_snapshot())::text", SHARED)
        begun_anew(self._cluster, int(str(number)), writes=True)

    def is_back(self) -> None:
        """The engine is there again."""
        if self._is_gone:
            self._is_gone = False
            self._cluster.resume()


@pytest.fixture
def line(cluster: Cluster, built: Path, database: str) -> Iterator[Line]:
    """To a lived-in database."""
    move_in(built, database)
    close_databases()
    with Line(cluster) as made:
        yield made
        made.is_back()
        close_databases()


def opened(line: Line) -> Workspace:
    """Over that line."""
    return Workspace.open(open_database(line.url(SHARED)))


@pytest.mark.parametrize("cut", ["its answer", "the commit"])
async def test_pressed_again_it_is_submitted_once_and_logged_once(cut: Cut, line: Line) -> None:
    """Whether it was kept or not; and it is never said to have come from another screen."""
    workspace = opened(line)
    logged: list[tuple[str, str]] = []
    workspace.witness = lambda event, detail: logged.append((event, detail))
    desk = workspace.staff_desk(workspace.roster.find(NAMES[OWN]), post="企画課", now=lambda: NOW)
    app = DxcheckApp(desk)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        person: Any = Person(app, pilot)
        await person.settle()
        before = desk.snapshots()
        await person.press("s", "2", "p", "ctrl+s")
        await person.press("enter", *"課長")
        draft = desk.draft()
        assert draft is not None
        line.next = cut
        await pilot.press("ctrl+s")
        await person.wait_until(lambda: "保存できたかどうか、まだ分かりません" in person.text, seconds=40.0)
        assert person.screen == "FormDialog"
        line.is_back()
        await pilot.press("ctrl+s")
        await person.wait_until(lambda: person.screen == "ResultScreen", seconds=40.0)
        await person.settle()
        assert not [one for one in person.said if "別の画面" in one]
    assert line.cuts == {cut: 1}
    made = [one for one in desk.snapshots() if one not in before]
    assert [(one.draft, one.confirmed_by) for one in made] == [(draft.id, "課長")]
    assert [detail for event, detail in logged if event == "submit"] == [made[0].id]
    assert desk.draft() is None


def test_a_draft_that_somebody_else_submitted_is_still_gone(line: Line) -> None:
    """Only of its own unknown outcome a desk finds out."""
    workspace = opened(line)
    town = workspace.roster.find(NAMES[OWN])
    one, other = (workspace.staff_desk(town, post="企画課", now=lambda: NOW) for _desk in range(2))
    draft = one.begin()
    other.submit("企画課", "課長", only=draft.id)
    with pytest.raises(NoDraftError):
        one.submit("企画課", "課長", only=draft.id)


def submitted_unsure(desk: StaffDesk, line: Line, cut: Cut, draft: Draft) -> None:
    """A submission of which nobody could say whether it was kept; the engine is there again."""
    line.next = cut
    with pytest.raises(UnsureError):
        desk.submit("企画課", "課長", only=draft.id)
    line.is_back()


def test_what_somebody_else_submitted_meanwhile_is_not_taken_for_ones_own(line: Line) -> None:
    """Of a submission that was not kept the draft is still everybody's."""
    workspace = opened(line)
    logged: list[tuple[str, str]] = []
    workspace.witness = lambda event, detail: logged.append((event, detail))
    town = workspace.roster.find(NAMES[OWN])
    one, other = (workspace.staff_desk(town, post=post, now=lambda: NOW) for post in ("企画課", "総務課"))
    draft = one.begin()
    submitted_unsure(one, line, "the commit", draft)
    theirs = other.submit("総務課", "部長", only=draft.id)
    assert one.kept_after_all(draft.id) is None
    with pytest.raises(NoDraftError):
        one.submit("企画課", "課長", only=draft.id)
    assert [detail for event, detail in logged if event == "submit"] == [theirs.id]


def test_what_says_the_same_again_is_found_too(line: Line) -> None:
    """It has no snapshot of its own: the one that stands is given back, and logged once."""
    workspace = opened(line)
    logged: list[tuple[str, str]] = []
    workspace.witness = lambda event, detail: logged.append((event, detail))
    desk = workspace.staff_desk(workspace.roster.find(NAMES[OWN]), post="企画課", now=lambda: NOW)
    desk.begin()
    standing = desk.submit("企画課", "課長")
    submitted_unsure(desk, line, "its answer", draft := desk.begin())
    assert desk.submit("企画課", "課長", only=draft.id) == standing
    assert desk.draft() is None
    assert [detail for event, detail in logged if event == "submit"] == [standing.id]


async def test_closed_instead_what_was_kept_is_shown_and_logged(line: Line) -> None:
    """Whoever does not press again is told all the same, and so is the log."""
    workspace = opened(line)
    logged: list[tuple[str, str]] = []
    workspace.witness = lambda event, detail: logged.append((event, detail))
    desk = workspace.staff_desk(workspace.roster.find(NAMES[OWN]), post="企画課", now=lambda: NOW)
    app = DxcheckApp(desk)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        person: Any = Person(app, pilot)
        await person.settle()
        before = desk.snapshots()
        await person.press("s", "2", "p", "ctrl+s")
        await person.press("enter", *"課長")
        line.next = "its answer"
        await pilot.press("ctrl+s")
        await person.wait_until(lambda: "保存できたかどうか、まだ分かりません" in person.text, seconds=40.0)
        await pilot.press("escape")
        await person.wait_until(lambda: person.screen == "ResultScreen", seconds=40.0)
    [made] = [one for one in desk.snapshots() if one not in before]
    assert [detail for event, detail in logged if event == "submit"] == [made.id]


@pytest.mark.parametrize("is_same", [False, True], ids=["anew", "the same again"])
def test_sent_again_a_plain_page_leads_to_what_was_kept(line: Line, is_same: bool) -> None:
    """And it is in the log once."""
    workspace = opened(line)
    logged: list[tuple[str, str]] = []
    workspace.witness = lambda event, detail: logged.append((event, detail))
    desk = workspace.staff_desk(workspace.roster.find(NAMES[OWN]), post="企画課", now=lambda: NOW)
    person = PagePerson(desk)
    desk.begin()
    if is_same:
        desk.submit("企画課", "課長")
        desk.begin()
    before = desk.snapshots()
    form = person.opens("review").forms["f-submit"]
    given = form.fields | {"answered_by": ["企画課"], "confirmed_by": ["課長"]}
    line.next = "its answer"
    assert person.asked(form.path, given).status == 503
    line.is_back()
    again = person.asked(form.path, given)
    standing = desk.snapshots()[-1]
    assert (again.status, again.location.partition("?")[0]) == (303, f"result/{standing.id}")
    assert [one.id for one in desk.snapshots() if one not in before] == ([] if is_same else [standing.id])
    assert [detail for event, detail in logged if event == "submit"] == [standing.id]


@pytest.mark.parametrize("then", ["", "やめる"], ids=["again", "left"])
def test_in_the_dialogue_what_was_kept_is_told_and_logged(line: Line, then: str) -> None:
    """Whoever presses Enter again, and whoever gives up."""
    workspace = opened(line)
    logged: list[tuple[str, str]] = []
    workspace.witness = lambda event, detail: logged.append((event, detail))
    desk = workspace.staff_desk(workspace.roster.find(NAMES[OWN]), post="企画課", now=lambda: NOW)
    desk.begin()
    before, submit = desk.snapshots(), desk.submit

    def cut_then(*given: str, only: str) -> Snapshot:
        line.next = "its answer" if not line.cuts else None
        return submit(*given, only=only)

    desk.submit = cut_then  # type: ignore[method-assign]
    told = talk(desk, "提出", "提出", "", "課長", "y", then)
    assert "保存できたかどうか、まだ分かりません" in told
    [made] = [one for one in desk.snapshots() if one not in before]
    assert [detail for event, detail in logged if event == "submit"] == [made.id], told
