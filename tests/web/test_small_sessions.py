"""What keeps a forked session small: caches made on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.cache import FIFOCache
from textual.strip import Strip

from dxcheck.web import strips
from dxcheck.web.processes import can_fork

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(not can_fork(), reason="sessions are forked on Linux alone; elsewhere each is a process from scratch")


@pytest.fixture
def on_demand() -> Iterator[None]:
    """Lines of the screen as in a session, for one test."""
    before = Strip.__init__
    strips.make_caches_on_demand()
    yield
    Strip.__init__ = before  # type: ignore[method-assign]
    del Strip.__getattr__  # type: ignore[attr-defined]


def _state(line: Strip) -> dict[str, Any]:
    """Every slot of a line, also those that come to be when one looks; a cache as its size."""
    values = {name: getattr(line, name) for name in Strip.__slots__}
    return {name: value._maxsize if isinstance(value, FIFOCache) else value for name, value in values.items()}


def test_a_line_has_in_the_end_what_textual_gives_it(request: pytest.FixtureRequest) -> None:
    """A contract with Textual's inside: another slot, or another size of a cache, fails here."""
    segments = [Segment("根拠 "), Segment("3", Style(bold=True))]
    theirs = [_state(Strip(segments)), _state(Strip(segments, 6)), _state(Strip([]))]
    request.getfixturevalue("on_demand")
    assert [_state(Strip(segments)), _state(Strip(segments, 6)), _state(Strip([]))] == theirs
    with pytest.raises(AttributeError):
        _ = Strip(segments).nothing_of_the_kind  # type: ignore[attr-defined]


@pytest.mark.usefixtures("on_demand")
def test_a_line_has_no_cache_before_it_needs_one() -> None:
    """And keeps the one it made."""
    line = Strip([Segment("根拠を書く")])
    made = [name for name in strips.CACHE_SIZES if name in _there(line)]
    assert made == []
    assert line.crop(0, 4).text == "根拠"
    assert line.crop(0, 4) is line.crop(0, 4)
    assert [name for name in strips.CACHE_SIZES if name in _there(line)] == ["_crop_cache"]


def _there(line: Strip) -> set[str]:
    found = set()
    for name in Strip.__slots__:
        try:
            object.__getattribute__(line, name)
        except AttributeError:
            continue
        found.add(name)
    return found
