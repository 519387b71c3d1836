"""What is said of a failure: its kind and the places it came through. Never a message or a value: these may be somebody's answers."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PLACES: Final = 12
MOST_KINDS: Final = 6


def told(problem: BaseException) -> str:
    """A failure in one line, its origin first: `KeyError at app/saver.py:31 run, app/app.py:8 main; while OSError at ...`."""
    return "; while ".join(_kind_and_places(one) for _nth, one in zip(range(MOST_KINDS), _with_causes(problem), strict=False))


def _with_causes(problem: BaseException) -> Iterator[BaseException]:
    """What went wrong first comes first; of a group each member."""
    before = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    if before is not None:
        yield from _with_causes(before)
    if isinstance(problem, BaseExceptionGroup):
        for one in problem.exceptions:
            yield from _with_causes(one)
    yield problem


def _kind_and_places(problem: BaseException) -> str:
    frames = [(frame.f_code.co_filename, line, frame.f_code.co_name) for frame, line in traceback.walk_tb(problem.__traceback__)]
    places = [_place(*one) for one in reversed(frames[-MOST_PLACES:])]
    return f"{type(problem).__name__} at {', '.join(places) or 'no place'}"


def _place(path: str, line: int, function: str) -> str:
    return f"{'/'.join(PurePath(path).parts[-3:])}:{line} {function}"


class PlacesOnly(logging.Formatter):
    """For messages of libraries, which quote what they were working on."""

    def format(self, record: logging.LogRecord) -> str:
        """Where it was said, and what failed."""
        said = f"{record.levelname} of {record.name} at {_place(record.pathname, record.lineno, record.funcName)}"
        return f"{said}: {told(record.exc_info[1])}" if record.exc_info and record.exc_info[1] else said


def say(problem: BaseException) -> None:
    """Tell the error output itself: Textual takes what is written to `sys.stderr` while an app runs."""
    if sys.__stderr__ is not None:
        sys.__stderr__.write(told(problem) + "\n")
        sys.__stderr__.flush()


def say_places_only() -> None:
    """From now on in this process: whatever fails and wherever, the error output holds no text of anybody."""
    handler = logging.StreamHandler()
    handler.setFormatter(PlacesOnly())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)
    sys.excepthook = lambda _kind, problem, _trace: say(problem)
    sys.unraisablehook = lambda one: say(one.exc_value) if one.exc_value else None
    threading.excepthook = lambda one: say(one.exc_value) if one.exc_value else None
