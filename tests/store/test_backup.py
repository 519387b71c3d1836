"""Copies made while people write are whole, prove themselves, and come back document by document; a broken one writes nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import random
import zipfile
from pathlib import Path

import pytest
from moments import NOW
from store.making import draft, program, snapshot

from dxcheck.doctor.files import document_findings
from dxcheck.doctor.finding import Mark
from dxcheck.store import errors
from dxcheck.store.archive import MANIFEST, verify
from dxcheck.store.backup import back_up, daily_name, left_out, restore, thin_out
from dxcheck.store.derived import folder_in
from dxcheck.store.folder import DataFolder

SUBMISSIONS, COPIES = 150, 10
ANSWERING = """
import itertools, sys, time
from pathlib import Path
import msgspec
from store.making import draft, snapshot
from dxcheck.store.folder import DataFolder
repository = DataFolder.open(Path(sys.argv[1])).repository("382019")
print("ready", flush=True)
late = time.monotonic() + 80
for n in itertools.takewhile(lambda _n: time.monotonic() < late, itertools.count(1)):
    begun = msgspec.structs.replace(draft(gov_01=n % 6), id=f"d{n}")
    repository.change_draft("small", lambda _none: begun)
    repository.submit_draft("small", lambda draft, others: snapshot(len(others) + 1, draft_id=draft.id))
"""


def filled(folder: DataFolder) -> Path:
    """Two municipalities, a draft, a roster in Japanese, an audit log; and what is no data."""
    for code in ("382019", "382027"):
        folder.repository(code).add_snapshot(lambda _there: snapshot(1))
    folder.repository("382027").change_draft("small", lambda _none: draft(gov_01=2))
    path = folder.path
    (path / "診断の手引き.txt").write_text("メモ", encoding="utf-8")
    (path / "audit.log").write_text("{}\n", encoding="utf-8")
    folder_in(path).mkdir(parents=True)
    (folder_in(path) / "382019").write_bytes(b"x")
    (path / "382019" / "shared" / ".382019.json.1234.tmp").write_bytes(b"junk")
    return path


def contents(path: Path) -> dict[str, str]:
    """Every file by its hash, without what a copy leaves out."""
    return {
        one.relative_to(path).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest()
        for one in path.rglob("*")
        if one.is_file() and not {".locks", ".scores"} & set(one.parts) and one.suffix not in (".tmp", ".bak")
    }


def test_what_comes_back_is_equal_file_by_file(folder: DataFolder, tmp_path: Path) -> None:
    """Also under a Japanese name; the copy is for its owner alone; nothing of the machine's own goes in."""
    path, copy = filled(folder), tmp_path / "控え" / "きょうの控え.zip"
    manifest = back_up(path, copy, NOW)
    assert verify(copy) == manifest
    assert {one.path for one in manifest.parts} == set(contents(path))
    assert os.name == "nt" or copy.stat().st_mode & 0o077 == 0
    assert restore(copy, tmp_path / "戻した") == manifest
    assert contents(tmp_path / "戻した") == contents(path)
    assert (
        DataFolder.open(tmp_path / "戻した", create=False).repository("382019").every_snapshot()
        == folder.repository("382019").every_snapshot()
    )
    assert sorted(one.name for one in tmp_path.iterdir() if one.name.endswith(".tmp")) == []


def test_a_folder_that_is_not_empty_is_left_alone(folder: DataFolder, tmp_path: Path) -> None:
    """Nothing in it changes; an empty one is taken."""
    path, copy = filled(folder), tmp_path / "a.zip"
    back_up(path, copy, NOW)
    before = contents(path)
    with pytest.raises(errors.StoreError, match="空ではありません"):
        restore(copy, path)
    assert contents(path) == before
    (tmp_path / "空").mkdir()
    restore(copy, tmp_path / "空")
    assert contents(tmp_path / "空") == before


def test_copies_made_while_somebody_submits_lose_no_answer(folder: DataFolder, tmp_path: Path) -> None:
    """Each draft is in the copy, or the snapshot that took its answers over; drafts are replaced by their snapshots all the while."""
    folder.repository("382019").add_snapshot(lambda _there: snapshot(1))
    writer = program(ANSWERING, folder.path)
    assert writer.stdout is not None
    writer.stdout.readline()
    number = before = 0
    try:
        while before < SUBMISSIONS or number < COPIES:
            assert writer.poll() is None
            before = len(folder.repository("382019").every_snapshot())
            copy = tmp_path / f"{number}.zip"
            back_up(folder.path, copy, NOW)
            restored = DataFolder.open(tmp_path / f"{number}", create=False)
            restore(copy, tmp_path / f"{number}")
            there = restored.repository("382019").every_snapshot()
            assert [one.seq for one in there] == list(range(1, len(there) + 1))
            assert len(there) >= before
            number += 1
    finally:
        writer.kill()
        writer.wait()


def test_a_broken_copy_is_named_and_writes_nothing(folder: DataFolder, tmp_path: Path) -> None:
    """Cut, with flipped bytes, without its list, from a newer dxcheck, or with a path that leads out."""
    copy = tmp_path / "a.zip"
    back_up(filled(folder), copy, NOW)
    whole = copy.read_bytes()
    rng = random.Random(1)
    broken = [whole[: len(whole) * n // 10] for n in range(10)]
    for _ in range(60):
        place = rng.randrange(len(whole))
        broken.append(whole[:place] + bytes([whole[place] ^ (1 << rng.randrange(8))]) + whole[place + 1 :])
    (tmp_path / "out").mkdir()
    unharmed = 0
    for number, content in enumerate(broken):
        path = tmp_path / "b.zip"
        path.write_bytes(content)
        try:
            restore(path, tmp_path / "out" / str(number))
        except errors.StoreError as told:
            assert "b.zip" in str(told)
            assert not (tmp_path / "out" / str(number)).exists()
        else:
            unharmed += 1
            assert contents(tmp_path / "out" / str(number)) == contents(folder.path), "a flip in what no reader looks at"
    assert unharmed < 20
    for name, change in (
        ("../out.json", {}),
        ("/etc/out.json", {}),
        ("a.json", {"schema": 99}),
        ("a.json", {"size": 5}),
        ("a.json", {"sha256": "0" * 64}),
    ):
        with zipfile.ZipFile(tmp_path / "c.zip", "w") as made:
            made.writestr(name, b"{}")
            part = {"path": name, "size": 2, "sha256": hashlib.sha256(b"{}").hexdigest()} | {
                k: v for k, v in change.items() if k != "schema"
            }
            made.writestr(MANIFEST, json.dumps({"schema": change.get("schema", 1), "made_at": NOW.isoformat(), "parts": [part]}))
        with pytest.raises(errors.StoreError):
            restore(tmp_path / "c.zip", tmp_path / "never")
        assert not (tmp_path / "never").exists()
    assert {one.name for one in tmp_path.iterdir()} == {"a.zip", "b.zip", "c.zip", "out", folder.path.name}


def test_the_oldest_daily_copies_make_room(tmp_path: Path) -> None:
    """Only ours, only the oldest."""
    days = [dt.date(2026, 11, 1) + dt.timedelta(days=n) for n in range(20)]
    for day in days:
        (tmp_path / daily_name(day)).write_bytes(b"x")
    (tmp_path / "大事な控え.zip").write_bytes(b"x")
    assert [one.name for one in thin_out(tmp_path, 14)] == [daily_name(day) for day in days[:6]]
    assert len(list(tmp_path.iterdir())) == 15
    assert (tmp_path / "大事な控え.zip").exists()


def test_an_empty_folder_has_nothing_to_copy(tmp_path: Path) -> None:
    """And no file is made."""
    (tmp_path / "data").mkdir()
    with pytest.raises(errors.StoreError, match="写すデータがありません"):
        back_up(tmp_path / "data", tmp_path / "a.zip", NOW)
    assert not (tmp_path / "a.zip").exists()


@pytest.mark.skipif(os.name == "nt", reason="file systems there take no such names")
@pytest.mark.parametrize("name", [b"\x83e\x83X\x83g.txt", "メモ 10:30.txt".encode(), b"a\\b.txt", b"382019/shared/x:y.json"])
def test_a_file_whose_name_fits_no_copy_keeps_nobody_from_the_rest(folder: DataFolder, tmp_path: Path, name: bytes) -> None:
    """Somebody unpacked a Windows archive there, or a session was taken over: everything of ours is copied, and it is said what is not."""
    path, copy = filled(folder), tmp_path / "a.zip"
    before = contents(path)
    (path / os.fsdecode(name)).write_bytes(b"x")
    back_up(path, copy, NOW)
    assert left_out(path) == [os.fsdecode(name)]
    restore(copy, tmp_path / "戻した")
    assert contents(tmp_path / "戻した") == before
    found = [one for one in document_findings(folder) if "控えに入らない" in one.what]
    assert [one.mark for one in found] == [Mark.CARE]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_copy_never_takes_the_place_of_what_is_no_file(tmp_path: Path) -> None:
    """A device or a pipe, which root could replace."""
    folder = DataFolder.open(tmp_path / "data")
    folder.repository("382019").add_snapshot(lambda _there: snapshot(1))
    pipe = tmp_path / "管"
    os.mkfifo(pipe)
    with pytest.raises(errors.StoreError, match="ファイルではありません"):
        back_up(tmp_path / "data", pipe, NOW)
    assert pipe.is_fifo()
