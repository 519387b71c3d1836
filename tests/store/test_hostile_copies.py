"""Copies from strangers are refused before anything is written, in little time and memory; copies of ours hold together whatever happens meanwhile."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from chance import tried
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moments import NOW
from store.making import snapshot

from dxcheck.formats.output import write_output
from dxcheck.model.snapshot import QuestionnaireRef
from dxcheck.questionnaire import shipped_folder
from dxcheck.questionnaire.load import load_full
from dxcheck.store import errors
from dxcheck.store.archive import LARGEST_MANIFEST, MANIFEST, MOST_PARTS, verify
from dxcheck.store.backup import back_up, restore
from dxcheck.store.folder import DataFolder
from dxcheck.system import half_written

BOMB = b" " * 50_000_000


def part(name: str, content: bytes, **other: object) -> dict[str, object]:
    """A line of the manifest."""
    return {"path": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), **other}


def archive(
    path: Path, parts: list[dict[str, object]], contents: dict[str, bytes], way: int = zipfile.ZIP_DEFLATED, **other: object
) -> Path:
    """An archive that looks like a copy of ours."""
    with zipfile.ZipFile(path, "w", way) as made:
        for name, content in contents.items():
            made.writestr(name, content)
        manifest = {"schema": 1, "made_at": NOW.isoformat(), "parts": parts, **other}
        made.writestr(zipfile.ZipInfo(MANIFEST), msgspec.json.encode(manifest), zipfile.ZIP_DEFLATED)
    return path


def lying(path: Path) -> Path:
    """The archive says of a part that it has 100 bytes; it unpacks to 50 MB."""
    archive(path, [part("a.json", BOMB[:100])], {"a.json": BOMB})
    raw = path.read_bytes()
    path.write_bytes(raw.replace(len(BOMB).to_bytes(4, "little"), (100).to_bytes(4, "little")))
    return path


HOSTILE: dict[str, Callable[[Path], Path]] = {
    "LZMA": lambda path: archive(path, [part("a.json", BOMB)], {"a.json": BOMB}, zipfile.ZIP_LZMA),
    "BZIP2": lambda path: archive(path, [part("a.json", BOMB)], {"a.json": BOMB}, zipfile.ZIP_BZIP2),
    "a manifest without end": lambda path: archive(path, [], {}, rest=" " * (LARGEST_MANIFEST + 1)),
    "a size that is a lie": lying,
    "parts without end": lambda path: archive(path, [], {f"{n}": b"" for n in range(MOST_PARTS + 1)}),
    "more than any folder has": lambda path: archive(path, [part("a", b"", size=10**15)], {"a": b""}),
    "a size below zero": lambda path: archive(path, [part("a", b""), part("b", b"", size=-(10**15))], {"a": b"", "b": b""}),
    "a part that is the folder itself": lambda path: archive(path, [part(".", b"")], {".": b""}),
    "a drive": lambda path: archive(path, [part("C:a", b"")], {"C:a": b""}),
    "a name that acts on the terminal": lambda path: archive(path, [part("../\x1b[2Ja", b"")], {"../\x1b[2Ja": b""}),
    "a file that is a folder too": lambda path: archive(path, [part("a", b"x"), part("a/b", b"x")], {"a": b"x", "a/b": b"x"}),
    "one place written in two ways": lambda path: archive(path, [part("a", b"x"), part("./a", b"y")], {"a": b"x", "./a": b"y"}),
    "an empty folder's name": lambda path: archive(path, [part("x//a", b"x")], {"x//a": b"x"}),
    "a folder as a part": lambda path: archive(path, [part("a/", b"")], {"a/": b""}),
    "a name no file system takes": lambda path: archive(path, [part("a" * 300, b"x")], {"a" * 300: b"x"}),
    "a path no system takes": lambda path: archive(path, [part("/".join(["a" * 99] * 60), b"x")], {"/".join(["a" * 99] * 60): b"x"}),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_archive_is_refused_and_nothing_is_written(kind: str, tmp_path: Path) -> None:
    """In little time, in less memory than one part would unpack to, with a sentence that holds nothing that acts."""
    path = HOSTILE[kind](tmp_path / "copy.zip")
    began = time.perf_counter()
    tracemalloc.start()
    try:
        with pytest.raises(errors.StoreError, match=r"copy\.zip|見つかりません|読み書き") as told:
            restore(path, tmp_path / "out")
        with pytest.raises(type(told.value)):
            verify(path)
        assert tracemalloc.get_traced_memory()[1] < 45_000_000
    finally:
        tracemalloc.stop()
    assert time.perf_counter() - began < 20
    assert "\x1b" not in str(told.value)
    assert [one.name for one in tmp_path.iterdir()] == ["copy.zip"]


@given(
    st.lists(
        st.lists(st.sampled_from(["a", "b", "A", ".", "..", "", "\n", "あ" * 90, "CON"]), min_size=1, max_size=3)
        .map("/".join)
        .filter(bool),
        unique=True,
        max_size=4,
    )
)
@settings(max_examples=tried(80), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_a_check_takes_can_be_restored_and_nothing_else(tmp_path: Path, names: list[str]) -> None:
    """One check for both, whatever the parts are called."""
    with tempfile.TemporaryDirectory(dir=tmp_path) as place:
        path = archive(Path(place) / "copy.zip", [part(one, one.encode()) for one in names], {one: one.encode() for one in names})
        try:
            verify(path)
        except errors.StoreError:
            with pytest.raises(errors.StoreError):
                restore(path, Path(place) / "out")
        else:
            restore(path, Path(place) / "out")
            assert {one.relative_to(Path(place) / "out").as_posix() for one in (Path(place) / "out").rglob("*") if one.is_file()} == set(
                names
            )


@pytest.mark.parametrize("schema", [-5, 0, 10**30, "1", None])
def test_a_schema_that_is_none_is_refused(schema: object, tmp_path: Path) -> None:
    """The sentence says what is the matter, not what a library thinks of it."""
    path = archive(tmp_path / "copy.zip", [part("a", b"")], {"a": b""}, schema=schema)
    with pytest.raises(errors.DamagedError, match="形式の番号"):
        restore(path, tmp_path / "out")


def test_without_room_nothing_is_begun(tmp_path: Path) -> None:
    """A disk that is too small is said before it is filled."""
    (tmp_path / "disk").mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path / "disk")]
    if os.name == "nt" or os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        path = archive(tmp_path / "copy.zip", [part("a", BOMB)], {"a": BOMB})
        with pytest.raises(errors.DiskFullError):
            restore(path, tmp_path / "disk" / "out")
        assert list((tmp_path / "disk").iterdir()) == []
    finally:
        subprocess.run(["umount", str(tmp_path / "disk")], check=True)


def test_a_text_first_answered_while_the_copy_is_made_is_in_it(folder: DataFolder, tmp_path: Path) -> None:
    """A new questionnaire comes, is answered and submitted at the very moment the municipality's file is copied: its text is copied too."""
    shipped = load_full(shipped_folder() / "ehime-dx.toml")
    new = msgspec.structs.replace(shipped, version="2099.1")
    repository = folder.repository("382019")
    repository.keep_questionnaire(shipped)
    repository.add_snapshot(lambda _there: msgspec.structs.replace(snapshot(1), questionnaire=QuestionnaireRef.to(shipped)))
    waiting = True

    def submit_meanwhile(event: str, given: tuple[object, ...]) -> None:
        nonlocal waiting
        if waiting and event == "open" and str(given[0]) == str(repository.path):
            waiting = False
            repository.keep_questionnaire(new)
            repository.add_snapshot(lambda _there: msgspec.structs.replace(snapshot(2), questionnaire=QuestionnaireRef.to(new)))

    sys.addaudithook(submit_meanwhile)
    try:
        manifest = back_up(folder.path, tmp_path / "copy.zip", NOW)
    finally:
        was_there, waiting = not waiting, False
    assert was_there
    assert [one.path for one in manifest.parts if ".locks" in one.path] == []
    restore(tmp_path / "copy.zip", tmp_path / "out")
    restored = DataFolder.open(tmp_path / "out", create=False).repository("382019")
    there = restored.every_snapshot()
    assert len(there) == 2
    assert [restored.questionnaire(one.questionnaire).version for one in there] == [shipped.version, "2099.1"]


def name_beside(path: Path) -> Path:
    """The name under which something is made that is to become `path`."""
    with half_written.making(path) as made:
        return made


def left_behind(path: Path, age: float) -> Path:
    """What a process killed so many seconds ago left beside `path`."""
    made = name_beside(path)
    made.write_bytes(b"half")
    when = time.time() - age
    os.utime(made, (when, when))
    return made


def test_what_killed_processes_left_is_swept_and_nothing_else(folder: DataFolder, tmp_path: Path) -> None:
    """By the next copy, restore or output in that folder; what somebody may be working on, and what is not ours, stays."""
    folder.repository("382019").add_snapshot(lambda _there: snapshot(1))
    place = tmp_path / "place"
    place.mkdir()
    foreign = place / ".mine.12345678.tmp"
    foreign.write_bytes(b"x")
    os.utime(foreign, (0, 0))
    fresh = left_behind(place / "other.zip", 60)
    half_folder = name_beside(place / "data")
    half_folder.mkdir()
    (half_folder / "a.json").write_bytes(b"half")
    ways: tuple[Callable[[], object], ...] = (
        lambda: back_up(folder.path, place / "copy.zip", NOW),
        lambda: restore(place / "copy.zip", place / "out"),
        lambda: write_output(place / "a.csv", b"a"),
    )
    for way in ways:
        left = left_behind(place / "昨日の控え.zip", 2 * half_written.STALE_AFTER)
        way()
        assert not left.exists()
        assert foreign.exists()
        assert fresh.exists()
        assert half_folder.exists()
    long_ago = (dt.datetime.now(dt.UTC) - dt.timedelta(hours=3)).timestamp()
    for one in (half_folder / "a.json", half_folder):
        os.utime(one, (long_ago, long_ago))
    write_output(place / "a.csv", b"a")
    assert not half_folder.exists()
