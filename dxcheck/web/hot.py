"""The code that every session runs, side by side in memory.

CPython counts the uses of a function inside the function's own memory, so a forked session that only runs code already gets a copy of every page that holds some. What
runs lies scattered among what never does: some 1,700 functions on a thousand pages. Before the first session the nursery has a child rehearse one and say which functions
ran, and gives those a copy of their code; the copies lie together on some two hundred pages. That saves 2 MB a session and changes nothing else (`python -m bench.web`).
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import traceback
from types import CodeType, FrameType, FunctionType
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

_Name = tuple[str, str, int]
"""A function: its file, its name within, its line."""

WITHIN: Final = 30.0
"""Seconds a rehearsal may take before it is given up."""


def name(code: CodeType) -> _Name:
    """What a code object is called."""
    return code.co_filename, code.co_qualname, code.co_firstlineno


def functions_of(rehearsal: Callable[[], AbstractContextManager[Callable[[], object]]]) -> frozenset[_Name]:
    """Which functions a rehearsal runs. It takes place in a forked child, so that it leaves nothing behind here; if it fails, none."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(ours)
            with os.fdopen(theirs, "wb") as out, rehearsal() as act:
                out.write(msgspec.json.encode([name(code) for code in _run(act)]))
        except BaseException:  # noqa: BLE001 - a rehearsal that fails costs memory, not a session
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as answer:
        said = answer.read()
    os.waitpid(pid, 0)
    try:
        return frozenset(msgspec.json.decode(said, type=list[_Name]))
    except msgspec.DecodeError:  # it died before it could say all
        return frozenset()


def _run(act: Callable[[], object]) -> set[CodeType]:
    ran: set[CodeType] = set()

    def note(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call":
            ran.add(frame.f_code)

    overdue = threading.Timer(WITHIN, os._exit, (1,))
    overdue.daemon = True
    overdue.start()
    threading.setprofile(note)
    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
        overdue.cancel()
    return ran


def laid_together(hot: frozenset[_Name]) -> list[CodeType]:
    """Give every function among `hot` a copy of its code.

    Returns:
        The former code. Keep it: freed, it would leave holes all over the shared pages, and every session would write its own things there.
    """
    former: list[CodeType] = []
    copies: dict[int, CodeType] = {}

    def again(code: CodeType) -> CodeType:
        inner = tuple(again(one) if isinstance(one, CodeType) and name(one) in hot else one for one in code.co_consts)
        return code.replace(co_consts=inner)

    for function in [one for one in gc.get_objects() if type(one) is FunctionType and name(one.__code__) in hot]:
        code = function.__code__
        if id(code) not in copies:
            former.append(code)
            copies[id(code)] = again(code)
        function.__code__ = copies[id(code)]
    return former


def forget_names() -> None:
    """Empty CPython's cache of attribute names: each session would push out names that only imports needed, and write into their memory to say so."""
    forget = getattr(sys, "_clear_internal_caches", None) or sys._clear_type_cache  # noqa: SLF001 - CPython's; the former since 3.13
    forget()
