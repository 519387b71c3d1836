"""Working ahead: the same things in the same order, what is raised is raised in its turn, and nobody works on for somebody who left."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxcheck.system.ahead import worked_out_ahead


@given(st.lists(st.integers() | st.none(), max_size=30), st.integers(1, 3), st.integers(0, 31))
def test_it_is_as_without_the_thread(things: list[int | None], most: int, fails_after: int) -> None:
    """Whatever the things are, also none and nothing; up to the one that cannot be made."""

    def made() -> Iterator[int | None]:
        for n, one in enumerate(things):
            if n == fails_after:
                raise ZeroDivisionError
            yield one

    found = []
    with pytest.raises(ZeroDivisionError) if fails_after < len(things) else contextlib.nullcontext():
        for one in worked_out_ahead(made(), most):
            found.append(one)  # noqa: PERF402 - it fails in the middle
    assert found == things[:fails_after]


def test_the_next_is_begun_while_one_is_looked_at() -> None:
    """Each waits until the one before it is being looked at: alone, with nobody ahead, it would wait for ever."""
    looked_at = [threading.Event() for _n in range(5)]
    begun = [threading.Event() for _n in range(6)]

    def made() -> Iterator[int]:
        for n in range(5):
            begun[n].set()
            yield n

    for n in worked_out_ahead(made(), 1):
        looked_at[n].set()
        assert n == 4 or begun[n + 1].wait(30)


def test_who_leaves_ends_it() -> None:
    """Its thread is gone, and it made no more than it was ahead."""
    made = []

    def without_end() -> Iterator[int]:
        n = 0
        while True:
            made.append(n)
            yield n
            n += 1

    before = set(threading.enumerate())
    looking = worked_out_ahead(without_end(), 2)
    assert [next(looking), next(looking)] == [0, 1]
    looking.close()  # type: ignore[attr-defined]
    there = len(made)
    assert there <= 6
    assert "working ahead" not in {one.name for one in set(threading.enumerate()) - before}
