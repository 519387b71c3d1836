"""Every screen and every command on it against the table of who may (tests/access.py): collected from the code, and tried in the real apps.

Each role goes through its whole app, answers every window, and is watched: what it read (own or foreign, and of which kind) and which files it changed. The
last tests take one guard of the code away each, and see that it is noticed.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import access
import pytest
from access_world import FOREIGN, NAMES, NOW, OWN, SECTION_POST, SPECIALIST, built, data, word, words_in
from app.crawling import Crawl, crawl
from desk.test_access import modules

import dxcheck.app
from dxcheck.app.base_app import BaseApp
from dxcheck.app.centre.app import CentreApp
from dxcheck.app.commands import EVERYWHERE, Command
from dxcheck.app.screens.base import BaseScreen
from dxcheck.app.section.app import SectionApp
from dxcheck.app.specialist.app import SpecialistApp
from dxcheck.app.staff.app import DxcheckApp
from dxcheck.casework.model import Wish
from dxcheck.desk.wishes import Wishes
from dxcheck.store.folder import DataFolder
from dxcheck.workspace import Workspace

__all__ = ["built", "data"]

DERIVED = re.compile(r"\.scores/|audit")
"""Files that say nothing new: computed from others, and who did what."""


def app_of(role: str, data: Path) -> BaseApp:
    """A role's app as `dxcheck` opens it."""
    workspace = Workspace.open(data)
    if role == "staff":
        return DxcheckApp(workspace.staff_desk(workspace.roster.find(NAMES[OWN]), post="企画課", now=lambda: NOW))
    if role == "section":
        town = workspace.roster.find(NAMES[OWN])
        return SectionApp(workspace.section_desk(town, SECTION_POST, workspace.asked_of(town, SECTION_POST), now=lambda: NOW))
    if role == "specialist":
        return SpecialistApp(workspace.specialist_desk(SPECIALIST, [OWN], (), now=lambda: NOW))
    return CentreApp(workspace.centre_desk("センター", now=lambda: NOW))


def screens() -> dict[str, type[BaseScreen]]:
    """Every screen there is, by its name in the table."""
    every = {
        one for module in modules(dxcheck.app) for one in vars(module).values() if inspect.isclass(one) and issubclass(one, BaseScreen)
    }
    return {f"{one.__module__.removeprefix('dxcheck.app.')}.{one.__name__}": one for one in every if one.TABLE}


def without_a_rule(found: dict[str, type[BaseScreen]]) -> Iterator[str]:
    """Screens and commands that the table does not know, and lines of it that describe nothing any more."""
    for name, screen in found.items():
        writes, reads = access.SCREENS.get(name, ("", ""))
        known = {*writes.split(), *reads.split()}
        if name not in access.SCREENS:
            yield f"the screen {name} has no rule: add a line to SCREENS in tests/access.py"
        for action in sorted({one.action.partition("(")[0] for one in screen.TABLE if not one.opens} ^ known if known else set()):
            yield f"{name}: {action} is in the code or in the table, not in both: see SCREENS in tests/access.py"
    for name in access.SCREENS.keys() - found.keys():
        yield f"{name} is no screen any more: remove it from SCREENS in tests/access.py"


def violations(role: str, crawled: Crawl) -> Iterator[str]:
    """What a role read, wrote or reached beyond the table."""
    for workspace, action in crawled.tried:
        for kind, code in words_in(crawled.seen[workspace, action]):
            if code == FOREIGN and role != "centre":
                yield f"{role} at {workspace} {action} read {kind} of a foreign municipality"
            elif kind not in access.SEES[role]:
                yield f"{role} at {workspace} {action} read {kind}"
        if role != "centre" and NAMES[FOREIGN] in crawled.seen[workspace, action]:
            yield f"{role} at {workspace} {action} is shown a foreign municipality"
        yield from _written(role, workspace, action, crawled.written[workspace, action])
    for name in crawled.screens:
        package = next(one for one in access.PACKAGES if f"dxcheck.app.{name}".startswith(one + "."))
        if role not in access.PACKAGES[package]:
            yield f"{role} reached {name}"


def _written(role: str, workspace: str, action: str, files: set[str]) -> Iterator[str]:
    writes, _reads = access.SCREENS[workspace]
    for file in sorted(one for one in files if not DERIVED.search(one)):
        if action.partition("(")[0] not in writes.split():
            yield f"{workspace} {action} counts as reading and changed {file}: see SCREENS in tests/access.py"
        if not re.fullmatch(rf"(?:{access.WRITES[role].format(own=OWN)})(\.bak)?", file):
            yield f"{role} at {workspace} {action} changed {file}"


def test_every_screen_and_command_has_a_rule() -> None:
    """Collected from the code; so are the commands of every screen."""
    found = screens()
    assert len(found) > 20
    assert list(without_a_rule(found)) == []
    assert {one.action for one in EVERYWHERE} == set(access.EVERYWHERE.split())


def test_a_new_screen_and_a_new_command_are_noticed() -> None:
    """And the message says where the rule belongs."""

    class Fresh(BaseScreen):
        TABLE = (Command("look", ("l",), "見る"),)

    class More(screens()["staff.visits.VisitsScreen"]):  # type: ignore[misc]
        TABLE = (Command("erase", ("e",), "消す"),)

    told = list(without_a_rule(screens() | {"screens.fresh.Fresh": Fresh, "staff.visits.VisitsScreen": More}))
    assert any("screens.fresh.Fresh has no rule: add a line to SCREENS in tests/access.py" in one for one in told)
    assert any("VisitsScreen: erase" in one for one in told)


@pytest.mark.crawl
@pytest.mark.parametrize("role", ["staff", "section", "specialist", "centre"])
@pytest.mark.timeout(300)
async def test_a_role_reads_and_writes_what_the_table_says(data: Path, role: str) -> None:
    """Through every screen of its app; and the words it may read do turn up, so that the watch is known to see."""
    package = "dxcheck.app.centre" if role == "centre" else "dxcheck.app"
    crawled = await crawl(lambda: app_of(role, data), data, package=package)
    assert list(violations(role, crawled)) == []
    seen = {kind for kind, code in crawled.words if code == OWN}
    if role != "centre":  # who goes into a municipality's own screens, which the specialist's way covers
        assert seen == access.SEES[role]
    own_package = {"staff": "screens.", "section": "section.", "specialist": "specialist.", "centre": "centre."}[role]
    missed = {name for name in access.SCREENS if name.startswith(own_package)} - crawled.screens
    assert missed == set(), "no command leads there any more"


Break = Callable[[pytest.MonkeyPatch], None]


def _assigned_everything(patch: pytest.MonkeyPatch) -> None:
    """A specialist's desk takes every municipality."""
    real = Workspace.specialist_desk
    patch.setattr(Workspace, "specialist_desk", lambda self, name, _codes, fields, **more: real(self, name, list(NAMES), fields, **more))


def _wrong_file(patch: pytest.MonkeyPatch) -> None:
    """The staff's desk opens another municipality's file."""
    real: Any = DataFolder.repository
    patch.setattr(DataFolder, "repository", lambda self, _code: real(self, FOREIGN))


def _internal_is_shared(patch: pytest.MonkeyPatch) -> None:
    """What counts as shared holds an internal word."""
    patch.setattr(Wishes, "open", lambda _self: [Wish(word("Internal", OWN), NOW, id="w")])


def _reading_writes(patch: pytest.MonkeyPatch) -> None:
    """A command that only shows something changes a file."""
    from dxcheck.app.staff.home import HomeScreen

    def look(self: Any) -> None:
        self.desk.wishes.ask("ひそかに")

    patch.setattr(HomeScreen, "action_visits", look)


@pytest.mark.crawl
@pytest.mark.parametrize(
    ("role", "break_", "told"),
    [
        ("specialist", _assigned_everything, "is shown a foreign municipality"),
        ("staff", _wrong_file, "of a foreign municipality"),
        ("staff", _internal_is_shared, "read Internal"),
        ("staff", _reading_writes, "counts as reading"),
    ],
)
@pytest.mark.timeout(300)
async def test_a_guard_that_is_gone_is_noticed(data: Path, monkeypatch: pytest.MonkeyPatch, role: str, break_: Break, told: str) -> None:
    """One rule of the code turned round each; the first screen is enough."""
    break_(monkeypatch)

    def is_told(crawled: Crawl) -> bool:
        return any(told in one for one in violations(role, crawled))

    assert is_told(await crawl(lambda: app_of(role, data), data, until=is_told))
