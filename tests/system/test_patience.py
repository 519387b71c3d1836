"""The thread of a screen waits only so long; all others as long as it takes."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator

import pytest

from dxcheck.system import patience


class LateError(Exception):
    """What is raised instead of waiting."""


@pytest.fixture
def screen() -> Iterator[None]:
    """This thread draws one."""
    patience.screen_opens()
    yield
    patience.screen_closes()


@pytest.fixture
def slow() -> Iterator[threading.Event]:
    """Something that comes once this is set."""
    held = threading.Event()
    yield held
    held.set()


def ask(find: object, within: float = 5.0) -> object:
    """As a shelf asks."""
    return patience.ask(find, within, LateError)  # type: ignore[arg-type]


def once_the_others_came(find: object) -> object:
    """The same, once nothing is on its way any more that was asked before."""
    end = time.monotonic() + 20.0
    while time.monotonic() < end:
        with contextlib.suppress(LateError):
            return ask(find)
    return None


def test_what_comes_in_time_is_given(screen: None) -> None:
    """Found out by another thread."""
    assert ask(lambda: 7) == 7
    assert ask(threading.get_ident) != threading.get_ident()


def test_what_is_raised_is_raised_where_it_was_asked_for(screen: None) -> None:
    """As if it had been done here."""
    with pytest.raises(ZeroDivisionError):
        ask(lambda: 1 // 0)
    assert ask(lambda: 7) == 7


def test_what_does_not_come_is_given_up_and_nothing_else_is_asked_until_it_has_come(screen: None, slow: threading.Event) -> None:
    """A screen with ten questions waits once, and can tell that something is missing."""
    before = patience.missed()
    with pytest.raises(LateError):
        ask(slow.wait, 0.05)
    began = time.monotonic()
    for _again in range(10):
        with pytest.raises(LateError):
            ask(lambda: 7, 30.0)
    assert time.monotonic() - began < 10.0
    assert patience.missed() == before + 11
    slow.set()
    assert once_the_others_came(lambda: 7) == 7


def test_what_is_merely_slow_is_seen_in_the_end(screen: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where something quick is asked in between; what stood still for longer gets no more time."""
    monkeypatch.setattr(patience, "OF_AN_ENGINE", 0.05)

    def slowly() -> int:
        time.sleep(0.3)
        return 7

    def seen() -> int:
        try:
            return ask(lambda: 1, 0.1) and ask(slowly, 0.1)  # type: ignore[return-value]
        except LateError:
            return 0

    assert seen() == 0
    end = time.monotonic() + 10.0
    while not (found := seen()) and time.monotonic() < end:
        time.sleep(0.02)
    assert found == 7


def test_after_a_standstill_nobody_waits_longer(screen: None, slow: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it took says nothing of what comes next."""
    monkeypatch.setattr(patience, "OF_AN_ENGINE", 0.01)
    monkeypatch.setattr(patience, "_MOST_SLOW", 0.2)
    with pytest.raises(LateError):
        ask(slow.wait, 0.05)
    time.sleep(0.3)
    slow.set()
    time.sleep(0.1)
    slow.clear()
    before = time.monotonic()
    with pytest.raises(LateError):
        ask(slow.wait, 0.05)
    assert patience._OPEN.asking._slow_at < before


def test_of_many_answers_nothing_is_made_when_one_is_missing(screen: None, slow: threading.Event) -> None:
    """Also where somebody on the way put a sentence in its place."""

    def three() -> list[object]:
        found = [ask(lambda: 1)]
        with contextlib.suppress(LateError):
            found.append(ask(slow.wait, 0.05))
        return found

    with pytest.raises(LateError):
        patience.whole(three)
    slow.set()
    assert once_the_others_came(lambda: 7) == 7
    assert patience.whole(three) == [1, True]


def test_other_threads_wait(screen: None, slow: threading.Event) -> None:
    """Saving takes as long as it takes."""
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(ask(lambda: slow.wait(20), 0.01)))
    thread.start()
    time.sleep(0.1)
    assert not found
    slow.set()
    thread.join(20)
    assert found == [True]


def test_without_a_screen_everything_is_done_here() -> None:
    """A command has nobody's keys to answer."""
    assert not patience.is_on()
    assert ask(threading.get_ident) == threading.get_ident()


def test_two_screens_are_two_until_both_are_closed() -> None:
    """One app ends while another one goes on."""
    patience.screen_opens()
    patience.screen_opens()
    patience.screen_closes()
    assert patience.is_short()
    patience.screen_closes()
    assert not patience.is_on()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_process_that_a_session_forks_asks_for_itself(screen: None) -> None:
    """The second thread stayed with its parent."""
    assert ask(lambda: 7) == 7
    child = os.fork()
    if child == 0:
        os._exit(0 if ask(threading.get_ident) == threading.get_ident() else 1)
    assert os.waitpid(child, 0)[1] == 0
