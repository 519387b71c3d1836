"""The database stands still, or is not there, under a screen that must read something new: keys go on being answered, and the screen says what is the matter."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from access_world import NAMES, NOW, OWN, SECTION_POST, SPECIALIST, built
from app.crawling import LEAVES
from app.people import Person
from postgresql import Cluster
from standing_still import idle
from textual.widgets import Input

from dxcheck.answering.gone import became_of_draft
from dxcheck.app.base_app import BaseApp
from dxcheck.app.centre import averages, course
from dxcheck.app.centre.app import CentreApp
from dxcheck.app.section.app import SectionApp
from dxcheck.app.specialist.app import SpecialistApp
from dxcheck.app.staff.app import DxcheckApp
from dxcheck.app.widgets.rows import Rows
from dxcheck.model.schedule import Schedule
from dxcheck.store import storage
from dxcheck.store.database.database_shelf import open_database
from dxcheck.store.database.transfer import move_in
from dxcheck.store.errors import NoAnswerError
from dxcheck.workspace import Workspace

__all__ = ["built"]

STANDS_STILL = 12.0
"""Seconds at most: where a screen waits for it, this is what ends the test."""
LONGEST = 4.0
"""Seconds that the loop that answers keys may stand still, without the time in which it works or waits for a processor; 0.6 to 0.9 on a machine with little to do."""
SAID = "から返事がありません"


@contextlib.contextmanager
def frozen(cluster: Cluster) -> Iterator[None]:
    """It stands still, but not for ever: a test that waits for it comes to its end."""
    with contextlib.ExitStack() as held:
        held.enter_context(cluster.frozen())
        timer = threading.Timer(STANDS_STILL, held.close)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


class Pulse:
    """How long the loop that answers keys stood still at most, in seconds."""

    longest = 0.0

    async def beat(self) -> None:
        """For ever."""
        last = idle()
        while True:
            await asyncio.sleep(0.01)
            now = idle()
            self.longest, last = max(self.longest, now - last), now


@contextlib.asynccontextmanager
async def pulse() -> AsyncIterator[Pulse]:
    """Felt meanwhile."""
    made = Pulse()
    task = asyncio.create_task(made.beat())
    await asyncio.sleep(0)
    try:
        yield made
    finally:
        await asyncio.sleep(0.02)
        task.cancel()


def app_of(role: str, workspace: Workspace) -> BaseApp:
    """A role's app."""
    town = workspace.roster.find(NAMES[OWN])
    if role == "staff":
        return DxcheckApp(workspace.staff_desk(town, post="企画課", now=lambda: NOW))
    if role == "section":
        return SectionApp(workspace.section_desk(town, SECTION_POST, workspace.asked_of(town, SECTION_POST), now=lambda: NOW))
    if role == "specialist":
        return SpecialistApp(workspace.specialist_desk(SPECIALIST, [OWN], (), now=lambda: NOW))
    return CentreApp(workspace.centre_desk("センター", now=lambda: NOW))


@pytest.mark.parametrize("role", ["staff", "section", "specialist", "centre"])
async def test_no_command_waits_for_a_database_that_stands_still(role: str, built: Path, database: str, cluster: Cluster) -> None:
    """Every command of the first screen is tried; none ends the app, all are answered, and afterwards everything works as before."""
    move_in(built, database)
    app = app_of(role, Workspace.open(open_database(database)))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        person: Any = Person(app, pilot)  # type: ignore[arg-type]
        await person.settle()
        told, first = [], app.screen
        with frozen(cluster):
            async with pulse() as felt:
                for action in [one.action for one in app.screen.TABLE if one.action not in LEAVES]:
                    await asyncio.wait_for(app.screen.run_action(action), STANDS_STILL)
                    await person.pilot.pause()
                    told += [*person.said, person.text]
                    for _window in range(5):
                        if app.screen is not first:
                            await pilot.press("escape")
                    assert app.screen is first
            assert felt.longest < LONGEST
            assert any(SAID in one for one in told)
        assert app.is_running
        opens = {"staff": "progress", "section": "sheet", "specialist": "lists", "centre": "board"}[role]
        await asyncio.sleep(0.1)
        await app.screen.run_action(opens)
        await person.wait_until(lambda: not isinstance(app.screen, app.HOME))
        await person.settle()  # an app that ends while a screen opens is another matter


def on_rows(app: BaseApp) -> str:
    """What lists say, also what is scrolled out of sight."""
    return "".join(one.head + one.text for rows in app.screen.query(Rows) for one in rows.all_rows)


@contextlib.contextmanager
def nothing_in_memory() -> Iterator[None]:
    """What is asked for is asked of the database, as where a screen looks at many documents."""
    storage._READ.clear()
    yield
    storage._READ.clear()


@contextlib.contextmanager
def stopped(cluster: Cluster) -> Iterator[None]:
    """It is not there: whoever asks is told at once."""
    cluster.stop()
    try:
        yield
    finally:
        cluster.resume()


@pytest.mark.parametrize("opens", ["week", "board", "planning", "history"])
@pytest.mark.parametrize(("away", "said"), [(frozen, SAID), (stopped, "データベース")])
async def test_a_screen_that_could_not_be_read_is_there_once_the_database_goes_on(
    away: Callable[[Cluster], contextlib.AbstractContextManager[None]],
    said: str,
    opens: str,
    built: Path,
    database: str,
    cluster: Cluster,
) -> None:
    """Without a key; whether it stood still or was not there."""
    move_in(built, database)
    app = app_of("centre", Workspace.open(open_database(database)))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        person: Any = Person(app, pilot)  # type: ignore[arg-type]
        await person.settle()
        with away(cluster), nothing_in_memory():
            await app.screen.run_action(opens)
            await person.wait_until(lambda: not isinstance(app.screen, app.HOME) and said in on_rows(app) + person.text)
            assert "0/20" not in on_rows(app)
        await person.wait_until(lambda: app.screen.is_whole and said not in on_rows(app) + person.text)
        assert "読めません" not in on_rows(app) + person.text


@pytest.mark.parametrize(("opens", "module"), [("history", course), ("averages", averages)])
@pytest.mark.parametrize("away", [frozen, stopped])
async def test_what_is_read_beside_a_screen_is_there_once_the_database_goes_on(
    away: Callable[[Cluster], contextlib.AbstractContextManager[None]],
    opens: str,
    module: ModuleType,
    built: Path,
    database: str,
    cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With many municipalities a thread reads, which waits for no key; what it was told while the database was not there does not stay."""
    monkeypatch.setattr(module, "AT_ONCE", 0)
    move_in(built, database)
    app = app_of("centre", Workspace.open(open_database(database)))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        person: Any = Person(app, pilot)  # type: ignore[arg-type]
        await person.settle()
        await app.screen.run_action(opens)
        await person.wait_until(lambda: not isinstance(app.screen, app.HOME))
        await person.settle()
        await person.wait_until(lambda: app.screen._found is not None)  # type: ignore[attr-defined]
        whole = on_rows(app)
        assert "読めない" not in whole
        await person.press("escape")
        with away(cluster), nothing_in_memory():
            await app.screen.run_action(opens)
            await person.wait_until(lambda: not isinstance(app.screen, app.HOME))
            await asyncio.sleep(1)
            assert on_rows(app) != whole
        await person.wait_until(lambda: on_rows(app) == whole, seconds=15.0)


@pytest.mark.parametrize(("role", "way"), [("section", ""), ("staff", "i"), ("staff", "c")])
async def test_a_list_that_cannot_be_read_again_says_so_and_comes_back(
    role: str, way: str, built: Path, database: str, cluster: Cluster
) -> None:
    """It is not shown empty, nor taken for read."""
    move_in(built, database)
    app = app_of(role, Workspace.open(open_database(database)))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        person: Any = Person(app, pilot)  # type: ignore[arg-type]
        await person.settle()
        screen: Any = app.screen
        if way:
            await person.press(way)
            await person.wait_until(lambda: not isinstance(app.screen, app.HOME))
            screen = app.screen
        await person.settle()
        before = on_rows(app)
        assert before
        look = screen._show if hasattr(screen, "_show") else screen.show_rows
        with frozen(cluster), nothing_in_memory():
            look()
            assert SAID in on_rows(app)
            assert len([one for one in person.said if SAID in one]) <= 1
        await person.wait_until(lambda: on_rows(app) == before)


async def test_a_deadline_stays_where_the_centre_put_it(built: Path, database: str, cluster: Cluster) -> None:
    """No answer is no reason to close a cycle, or to open one."""
    move_in(built, database)
    workspace = Workspace.open(open_database(database))
    workspace.centre_desk("センター", now=lambda: NOW).cycles.extend(NOW.date() + dt.timedelta(days=140))
    app = app_of("staff", workspace)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        desk = app.desk  # type: ignore[attr-defined]
        decided = desk.schedule
        assert decided != Schedule()
        fresh = workspace.staff_desk(workspace.roster.find(NAMES[OWN]), now=lambda: NOW)
        with frozen(cluster), nothing_in_memory():
            assert desk.schedule == decided
            with pytest.raises(NoAnswerError):
                _day = fresh.schedule
            assert "提出されました" not in became_of_draft(desk, "another")


async def test_averages_that_did_not_come_in_time_come_later(built: Path, database: str, cluster: Cluster) -> None:
    """A result that was opened meanwhile is not left without them."""
    move_in(built, database)
    app = app_of("staff", Workspace.open(open_database(database)))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        person: Any = Person(app, pilot)  # type: ignore[arg-type]
        await person.settle()
        latest = app.desk.latest()  # type: ignore[attr-defined]
        app.desk.result(latest)  # type: ignore[attr-defined]
        with frozen(cluster):
            for known in [one for one in storage._READ if "benchmarks" in str(one[0])]:
                del storage._READ[known]
            app.open_result(latest)  # type: ignore[attr-defined]
            await person.wait_until(lambda: not isinstance(app.screen, app.HOME))
            assert app.screen._peers is None  # type: ignore[attr-defined]
        await person.wait_until(lambda: app.screen._peers is not None)  # type: ignore[attr-defined]


async def test_a_submission_says_that_it_waits_and_is_done_once_the_database_goes_on(built: Path, database: str, cluster: Cluster) -> None:
    """The window says so and stays open, since nobody could say what became of it; what is typed then, and would not be in it, is not taken."""
    move_in(built, database)
    app = app_of("staff", Workspace.open(open_database(database)))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        person: Any = Person(app, pilot)  # type: ignore[arg-type]
        await person.settle()
        before = app.desk.latest()  # type: ignore[attr-defined]
        await person.press("s", "2", "p", "ctrl+s")
        await person.press("enter", *"課長")
        with frozen(cluster):
            async with pulse() as felt:
                await pilot.press("ctrl+s")
                await person.wait_until(lambda: "返事を待っています" in person.text)
                await pilot.press("escape", *"補佐")
                assert [one.value for one in app.screen.query(Input)][1:] == ["課長"]
                assert person.screen == "FormDialog"
            assert felt.longest < LONGEST
            assert "まだ保存できていません" not in person.text
        await person.wait_until(lambda: person.screen == "ResultScreen")
        await person.settle()
        latest = app.desk.latest()  # type: ignore[attr-defined]
        assert latest is not None
        assert (latest.confirmed_by, latest == before) == ("課長", False)
