"""Goes through an app as somebody who tries everything: every screen, every command on it, every window answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from access_world import words_in
from app.people import Person
from textual.widgets import Input, OptionList, TextArea

from dxcheck.app.base_app import BaseApp
from dxcheck.app.screens.base import BaseScreen
from dxcheck.app.screens.dialogs import AskDialog
from dxcheck.app.screens.form import FormDialog
from dxcheck.app.screens.search import SearchDialog
from dxcheck.app.screens.writing import TextDialog
from dxcheck.app.widgets.rows import Rows
from dxcheck.app.widgets.text_box import TextBox
from dxcheck.app.widgets.text_field import TextField

LEAVES = ("back", "app.quit")
"""What leads away; the way there is the way back."""
NARROWS = "filter"
"""Tried last: it may leave nothing for the others."""
MOST_WINDOWS = 5


@dataclass
class Crawl:
    """What was seen and what was written."""

    screens: set[str] = field(default_factory=set)
    tried: set[tuple[str, str]] = field(default_factory=set)
    """Screen and action."""
    seen: dict[tuple[str, str], str] = field(default_factory=dict)
    """All text there was on the way of an action."""
    written: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """Names of the files that an action changed."""

    @property
    def words(self) -> set[tuple[str, str]]:
        """Every kind of text seen, and of which municipality."""
        return set().union(*(words_in(text) for text in self.seen.values()))


def text_on(app: BaseApp) -> str:
    """Everything a person could read on the screen, also what is scrolled out of sight or is in a field."""
    assert all(isinstance(one, TextField | TextBox) for one in app.screen.query("Input, TextArea")), "a field that drops characters"
    there = app.screen.focused
    assert there is None or there.is_container or hasattr(there, "heard"), (
        f"{type(there).__name__} says nothing to those who hear the screen"
    )
    person: Any = Person(app, None)  # type: ignore[arg-type]
    parts = [
        "\n".join(app.hearing.since()),
        person.text,
        "\n".join("".join(one.text for one in line) for line in app.screen._compositor.render_strips()),
    ]
    parts += [one.text for one in app.screen.query(TextArea)]
    parts += [one.value for one in app.screen.query(Input)]
    for rows in app.screen.query(Rows):
        parts += [row.head + row.text for row in rows._rows]
    for options in app.screen.query(OptionList):
        parts += [str(one.prompt) for one in options.options]
    return "\n".join(parts)


async def crawl(
    make: Callable[[], BaseApp], data: Path, *, package: str = "dxcheck.app", until: Callable[[Crawl], bool] | None = None
) -> Crawl:
    """Try everything on each screen of a package; with `until` only on the first, and no longer than that. Each screen gets an app of its own, as it was opened."""
    found, ways = Crawl(), [((), "")]
    for way, wanted in ways:
        app = make()
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            person: Any = Person(app, pilot)  # type: ignore[arg-type]
            await person.settle()
            place = await _go(person, way)
            assert wanted in ("", place), f"{way} leads to {place}, no longer to {wanted}"
            found.screens.add(place)
            app.screen.attempt(app.screen.printed)  # a key of every screen, of which no table speaks
            actions = _each_kind_twice([one.action for one in app.screen.TABLE if one.action not in LEAVES])
            for action in sorted(actions, key=NARROWS.__eq__):
                if screen_name(app.screen) != place:
                    assert await _go(person, way) == place, f"{way} leads away from {place} before {action}"
                before, parts = _files(data), [text_on(app)]
                await _do(person, action, parts)
                name = (place, action)
                found.tried.add(name)
                found.seen[name] = "\n".join(parts)
                found.written[name] = {path for path, what in _files(data).items() if before.get(path) != what}
                if until is not None and until(found):
                    return found
                new = screen_name(app.screen)
                if until is None and isinstance(app.screen, BaseScreen) and new not in {one for _way, one in ways} | found.screens:
                    found.screens.add(new)
                    if type(app.screen).__module__.startswith(package):
                        ways.append(((*way, action), new))
    return found


def _each_kind_twice(actions: list[str]) -> list[str]:
    """Of `answer('0')` to `answer('5')` two are enough."""
    kinds = [one.partition("(")[0] for one in actions]
    return [one for at, one in enumerate(actions) if kinds[:at].count(kinds[at]) < 2]


def screen_name(screen: object) -> str:
    """A screen as tests/access.py names it."""
    return f"{type(screen).__module__.removeprefix('dxcheck.app.')}.{type(screen).__name__}"


async def _go(person: Any, way: tuple[str, ...]) -> str:
    """Home, then along a way of actions; gives the name of the screen."""
    await _close_windows(person, [], answer=False)
    while not isinstance(person.app.screen, person.app.HOME):
        person.app.pop_screen()
    await person.pilot.pause()
    for action in way:
        await _do(person, action, [])
    return screen_name(person.app.screen)


async def _do(person: Any, action: str, parts: list[str]) -> None:
    await person.app.screen.run_action(action)
    await _quiet(person)
    await _close_windows(person, parts, answer=True)
    parts.append(text_on(person.app))


async def _quiet(person: Any) -> None:
    """Until workers have opened what they open, and everything is saved."""
    for _round in range(2):
        await person.pilot.pause()
    await person.app.saver.flush(5)


async def _close_windows(person: Any, parts: list[str], *, answer: bool) -> None:
    """Fill in and confirm whatever opened."""
    for _window in range(MOST_WINDOWS):
        screen = person.app.screen
        if isinstance(screen, BaseScreen):
            return
        parts.append(text_on(person.app))
        for key in _keys(screen) if answer else ("escape", "escape"):
            if person.app.screen is screen:
                await person.pilot.press(key)
                await _quiet(person)
        answer = answer and person.app.screen is not screen
    raise AssertionError(f"{type(person.app.screen).__name__} does not close")


def _keys(screen: object) -> Iterator[str]:
    if isinstance(screen, TextDialog):
        screen.query_one(TextArea).text += " かいた"
        yield "ctrl+s"
    elif isinstance(screen, FormDialog):
        for one in screen.query(Input):
            one.value = one.value or ("12/24" if {"due", "date", "closes"} & set(str(one.id).split("-")) else "かいた")
        yield "ctrl+s"
    elif isinstance(screen, AskDialog):
        yield "y"
    elif isinstance(screen, SearchDialog):
        yield "enter"
    yield "escape"
    yield "escape"


def _files(data: Path) -> dict[str, tuple[int, int]]:
    """Every file that says something, and what tells that it was written."""
    kept = (one for one in data.rglob("*") if one.is_file() and one.suffix not in (".lock", ".tmp"))
    return {one.relative_to(data).as_posix(): (one.stat().st_mtime_ns, one.stat().st_size) for one in kept}
