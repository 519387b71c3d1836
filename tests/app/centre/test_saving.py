"""The centre's windows too close only once what was typed in them is on the disk, or stay and say what cannot be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from app.centre_people import opened
from app.people import Person
from app.screens.test_saving_dialogs import accepted, full_disk, refused
from moments import NOW
from textual.widgets import Input

from dxcheck.workspace import Workspace

KEYS = {"tab", "end", "backspace"}


def _accounts(workspace: Workspace) -> object:
    return workspace.folder.accounts(workspace.roster.prefecture.code).all()


def _schedule(workspace: Workspace) -> object:
    return workspace.centre_desk(now=lambda: NOW).cycles.schedule().terms


def _visits(workspace: Workspace) -> object:
    return [
        workspace.centre_desk(now=lambda: NOW).cases.summary(one).next_visit for one in workspace.centre_desk(now=lambda: NOW).cases.cases()
    ]


def _finders(workspace: Workspace) -> object:
    return workspace.centre_desk(now=lambda: NOW).finders.all()


WINDOWS: dict[str, tuple[tuple[str, ...], tuple[str, ...], str, Callable[[Workspace], object]]] = {
    "a new account": (("k", "n"), ("saijo-jouhou", "tab", "tab", "西条市"), "ReadDialog", _accounts),
    "a specialist's towns": (("k", "end", "a"), ("end", " 西条市"), "AccountsScreen", _accounts),
    "who looks after a town": (("r", "a"), ("end", " demo-senmonkan-jinzai"), "RosterScreen", _accounts),
    "a cycle's begin": (("c", "o"), ("tab", "提出してください"), "CyclesScreen", _schedule),
    "a later closing day": (("c", "e"), ("2027-03-31",), "CyclesScreen", _schedule),
    "a visit": (("v", "n"), ("12/24",), "PlanningScreen", _visits),
    "saved conditions": (("g", "e"), ("gov-03>=2", "tab", "電子決裁"), "FinderScreen", _finders),
}
"""Keys from the overview to the window, what is typed there, where one is after it, and what is stored."""


async def write(person: Person, steps: tuple[str, ...]) -> list[str]:
    """Keys and texts; gives what is in the fields then."""
    for one in steps:
        await (person.press(one) if one in KEYS else person.type(one))
    return [one.value for one in person.app.screen.query(Input)]


@pytest.mark.parametrize("name", WINDOWS)
async def test_a_window_stays_until_it_is_saved(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """With everything that was typed; told again when there is room, it saves and closes."""
    way, typed, screen, stored = WINDOWS[name]
    if name == "a later closing day":
        workspace.centre_desk(now=lambda: NOW).cycles.close()
    before = stored(workspace)
    async with opened(workspace) as person:
        await person.press(*way)
        values = await write(person, typed)
        with full_disk(monkeypatch):
            await refused(person, ("ctrl+s",), "FormDialog")
            assert [one.value for one in person.app.screen.query(Input)] == values
            assert stored(workspace) == before
        await accepted(person, ("ctrl+s",), screen)
    assert stored(workspace) != before


@pytest.mark.parametrize(
    ("way", "typed", "said"),
    [
        (("k", "n"), ("demo-senmonkan", "tab", "tab", "今治市"), "demo-senmonkan"),
        (("r", "a"), ("end", " daremo"), "daremo"),
        (("c", "o"), ("end", *["backspace"] * 10, "2027-06-30"), "2027年3月31日"),
    ],
)
async def test_what_cannot_be_is_said_in_the_window(workspace: Workspace, way: tuple[str, ...], typed: tuple[str, ...], said: str) -> None:
    """A name that is taken, a specialist nobody knows, a day outside the cycle: it can be put right without typing all again."""
    async with opened(workspace) as person:
        await person.press(*way)
        values = await write(person, typed)
        await person.press("ctrl+s")
        await person.wait_until(lambda: person.app.screen.query_one("#warning").text != "")  # type: ignore[attr-defined]
        assert person.screen == "FormDialog"
        assert said in person.app.screen.query_one("#warning").text  # type: ignore[attr-defined]
        assert [one.value for one in person.app.screen.query(Input)] == values
