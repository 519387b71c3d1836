"""The stamps of a folder under a screen: from memory, and yet what happens to the files shows."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dxcheck.store import files, folder_watch, layout
from dxcheck.store.shelves import shelf_of
from dxcheck.system import patience


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Which thread looked at the disk, each time."""
    found: list[int] = []
    stat = files._stat
    monkeypatch.setattr(files, "_stat", lambda path: (found.append(threading.get_ident()), stat(path))[1])
    return found


@pytest.fixture(autouse=True)
def _screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This thread draws one; nothing is remembered from before."""
    monkeypatch.setattr(folder_watch, "LOOKS_EVERY", 0.05)
    patience.screen_opens()
    yield
    patience.screen_closes()


def until(holds: Callable[[], bool]) -> None:
    """Wait for what another thread does."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_this_thread_never_looks_at_the_disk(tmp_path: Path, looks: list[int]) -> None:
    """Not even the first time."""
    path = tmp_path / "a.json"
    for _look in range(50):
        assert shelf_of(path).stamp(path) is None
        assert shelf_of(path).stamp_now(path) is None
    assert looks
    assert threading.get_ident() not in looks


def test_what_another_process_writes_shows(tmp_path: Path) -> None:
    """And what it removes."""
    path = tmp_path / "a.json"
    assert shelf_of(path).stamp(path) is None
    path.write_bytes(b"1")
    until(lambda: shelf_of(path).stamp(path) is not None)
    first = shelf_of(path).stamp(path)
    path.write_bytes(b"22")
    until(lambda: shelf_of(path).stamp(path) != first)
    path.unlink()
    until(lambda: shelf_of(path).stamp(path) is None)


def test_what_this_process_writes_shows_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever thread wrote it."""
    monkeypatch.setattr(folder_watch, "LOOKS_EVERY", 2.0)
    path = tmp_path / "a.json"
    assert shelf_of(path).stamp(path) is None
    for content in (b"1", b"22", b"333"):
        before = shelf_of(path).stamp(path)
        writing = threading.Thread(target=lambda content=content: shelf_of(path).write(path, content))
        writing.start()
        writing.join()
        assert shelf_of(path).stamp(path) != before
    shelf_of(path).remove(path)
    assert shelf_of(path).stamp(path) is None


def test_what_nobody_asks_for_is_not_looked_at_any_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looks: list[int]) -> None:
    """And the thread ends."""
    monkeypatch.setattr(folder_watch, "_KEPT", 0.2)
    path = tmp_path / "a.json"
    shelf_of(path).stamp(path)
    until(lambda: not any(one.name == "watching a folder" for one in threading.enumerate()))
    seen = len(looks)
    time.sleep(0.3)
    assert len(looks) == seen
    path.write_bytes(b"1")
    assert shelf_of(path).stamp(path) is not None


def test_after_a_disk_stood_still_what_others_write_shows_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not only after twenty times as long."""
    monkeypatch.setattr(folder_watch, "_LONGEST_PAUSE", 0.2)
    stat, path = files._stat, tmp_path / "a.json"
    shelf_of(path).stamp(path)
    stood = threading.Event()

    def stands_still(of: Path) -> object:
        if not stood.is_set():
            stood.set()
            time.sleep(2.0)
        return stat(of)

    monkeypatch.setattr(files, "_stat", stands_still)
    until(stood.is_set)
    path.write_bytes(b"1")
    until(lambda: shelf_of(path).stamp(path) is not None)


def test_what_could_not_be_looked_up_is_the_same_as_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor as the next that could not: whoever takes one for known looks again."""
    monkeypatch.setattr(patience, "OF_A_DISK", 0.05)
    path, held = tmp_path / "a.json", threading.Event()
    monkeypatch.setattr(files, "_stat", lambda _path: held.wait(20) and None)
    first, second = shelf_of(path).stamp(path), shelf_of(path).stamp(path)
    held.set()
    assert first != second
    until(lambda: shelf_of(path).stamp(path) is None)


def test_a_look_that_fails_ends_no_other(tmp_path: Path) -> None:
    """Whatever it fails of: whoever asks next meets it."""
    shelf, path = shelf_of(tmp_path), tmp_path / "a.json"
    assert shelf.stamp(path) is None
    fails = iter([1])

    def look() -> object:
        if next(fails, None) is None:
            raise ZeroDivisionError
        return 1

    assert folder_watch.WATCH.of("fails", path, look) == 1
    until(lambda: ("fails", path) not in folder_watch.WATCH._kept)
    path.write_bytes(b"1")
    until(lambda: shelf.stamp(path) is not None)


def test_asks_of_a_municipality_show(tmp_path: Path) -> None:
    """Each is a folder of its own."""
    shelf = shelf_of(tmp_path)
    assert shelf.asks_stamp(tmp_path, "382019") == ()
    there = layout.of_ask(tmp_path, "382019", "3038445b4e41102b")
    there.parent.mkdir(parents=True)
    there.write_bytes(b"{}")
    until(lambda: shelf.asks_stamp(tmp_path, "382019") != ())
