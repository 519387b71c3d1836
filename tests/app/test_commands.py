"""The tables of commands: each leads somewhere its screen's people may go, and no key means two things."""

from __future__ import annotations

import inspect
import pkgutil
from collections import Counter

import access
import pytest
from app.test_access_screens import screens

from dxcheck.app.commands import EVERYWHERE, all_bindings
from dxcheck.app.screens.base import BaseScreen

SCREENS = sorted(screens().items())
OPENING = [pytest.param(name, one, id=f"{name} {one.action}") for name, screen in SCREENS for one in screen.TABLE if one.opens]


def roles_of(screen: str) -> set[str]:
    """Whose apps have a screen at all."""
    return next(roles for package, roles in access.PACKAGES.items() if screen.startswith(package))


@pytest.mark.parametrize(("name", "command"), OPENING)
def test_a_command_opens_a_screen_that_its_people_may_have(name: str, command: object) -> None:
    """By name, so that it is imported when it is opened; import-linter does not see names, therefore this looks at them."""
    opened = pkgutil.resolve_name(command.opens)  # type: ignore[attr-defined]
    assert issubclass(opened, BaseScreen)
    needed = [one for one in inspect.signature(opened).parameters.values() if one.default is one.empty]
    assert needed == [], "a command can open only what needs nothing but the desk"
    assert roles_of(f"dxcheck.app.{name}") <= roles_of(opened.__module__)


@pytest.mark.parametrize(("name", "screen"), SCREENS, ids=[name for name, _screen in SCREENS])
def test_every_command_of_a_screen_does_something(name: str, screen: type[BaseScreen]) -> None:
    """It opens a screen, or the screen or its app has a method of its name."""
    own = [one.action.partition("(")[0] for one in screen.TABLE]
    missing = [one for one in own if "." not in one and not hasattr(screen, f"action_{one}")]
    assert missing == [], "give the command `opens`, or the screen an action_… method"


@pytest.mark.parametrize(("name", "screen"), SCREENS, ids=[name for name, _screen in SCREENS])
def test_no_key_means_two_things_on_a_screen(name: str, screen: type[BaseScreen]) -> None:
    """Also not one of those that every screen has."""
    own = {one.action for one in screen.TABLE}
    commands = (*screen.TABLE, *(one for one in EVERYWHERE if one.action not in own))
    assert [key for key, times in Counter(one.key for one in all_bindings(commands)).items() if times > 1] == []
