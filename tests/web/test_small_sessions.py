"""What keeps a forked session small: caches made on demand, and the code that runs side by side."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.cache import FIFOCache
from textual.strip import Strip

from dxcheck.web import child, hot, strips
from dxcheck.web.processes import can_fork

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

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


def _doubled(numbers: list[int]) -> list[int]:
    def twice(one: int) -> int:
        return 2 * one

    return [twice(one) for one in numbers]


def _untouched() -> int:
    return 1


def _rehearsal(act: Callable[[], object]) -> Callable[[], Any]:
    @contextmanager
    def prepared() -> Iterator[Callable[[], object]]:
        yield act

    return prepared


def test_only_what_ran_is_laid_together_and_does_what_it_did() -> None:
    """Inner functions too."""
    gc.unfreeze()  # tests/conftest.py takes what was imported out of the collector's sight, and out of this search
    ran = hot.functions_of(_rehearsal(lambda: _doubled([1, 2])))
    assert {name for _file, name, _line in ran} >= {"_doubled", "_doubled.<locals>.twice"}
    mine = frozenset(one for one in ran if one[0] == __file__)
    former, untouched = _doubled.__code__, _untouched.__code__
    kept = hot.laid_together(mine)
    assert former in kept
    assert _doubled.__code__ is not former
    assert _doubled.__code__ == former
    assert _untouched.__code__ is untouched
    assert _doubled([1, 2, 3]) == [2, 4, 6]


def test_a_rehearsal_that_fails_costs_nothing_but_memory(capfd: pytest.CaptureFixture[str]) -> None:
    """It is told, and everything goes on without it; so does one that dies."""

    def fails() -> None:
        raise RuntimeError("no folder for the demo")

    assert hot.functions_of(_rehearsal(fails)) == frozenset()
    assert "no folder for the demo" in capfd.readouterr().err
    assert hot.functions_of(_rehearsal(lambda: os._exit(0))) == frozenset()
    assert hot.laid_together(frozenset()) == []


def test_the_rehearsal_sees_the_screens_people_see(tmp_path: Path) -> None:
    """The first screen and the questionnaire; and leaves no folder behind, not even that of an earlier one that was killed. One that runs beside it is left alone."""
    killed, beside = (tmp_path / f"{child.REHEARSAL}{name}" for name in ("killed", "beside"))
    for one in (killed, beside):
        (one / "demo").mkdir(parents=True)
        (one / "demo" / "382027.json").write_text("{}")
    long_ago = time.time() - child.LEFT_AFTER - 1
    os.utime(killed, (long_ago, long_ago))
    program = (
        "from dxcheck.web import child, hot\n"
        "child.warm_up()\n"
        "ran = hot.functions_of(child.rehearsal)\n"
        "print(len(hot.laid_together(ran)), *(name for _file, name, _line in ran))"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == [beside]
    count, *names = done.stdout.split()
    assert int(count) > 1000
    assert any(name.startswith("HomeScreen.") for name in names)
    assert any(name.startswith("QuestionScreen.") for name in names)
