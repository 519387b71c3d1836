"""Full disks, locks, damaged and foreign files: a clear message, and the file as it was."""

from __future__ import annotations

import errno
import json
import os
import random
import stat
import subprocess
from contextlib import nullcontext
from pathlib import Path

import pytest
from filelock import FileLock
from store.making import CODE, draft, program, snapshot

from dxcheck import i18n
from dxcheck.store import envelope, errors, files, storage
from dxcheck.store.folder import DataFolder
from dxcheck.store.inheritance import Tables
from dxcheck.store.layout import place
from dxcheck.store.repository import MunicipalityRepository


def filled(repository: MunicipalityRepository) -> Path:
    """A municipality's file with two snapshots, and a draft beside it."""
    for seq in (1, 2):
        repository.add_snapshot(lambda _there, seq=seq: snapshot(seq))  # type: ignore[misc]
    repository.change_draft("small", lambda _none: draft(gov_01=2))
    return repository._path


def in_three_sentences(problem: errors.StoreError) -> None:
    """What happened, what is safe, what to do: in the user's language, and naming the file."""
    for language in ("ja", "en"):
        i18n.use(language)
        assert all(len(one) > 5 for one in (problem.what, problem.safe, problem.advice))
    assert "Traceback" not in str(problem)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, errors.DiskFullError),
        (errno.EROFS, errors.ReadOnlyError),
        (errno.EACCES, errors.ForbiddenError),
        (errno.EIO, errors.OtherStoreError),
    ],
)
@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
def test_a_disk_that_refuses_leaves_the_file_as_it_was(
    repository: MunicipalityRepository, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[errors.StoreError], step: str
) -> None:
    """Refused at opening, at fsync or at the replacement: a typed error, the old content byte for byte, no temporary file left."""
    path = filled(repository)
    before = path.read_bytes()

    def refuse(*_args: object, **_named: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as broken:
        if step == "open":
            broken.setattr(files, "write_new", refuse)
        elif step == "fsync":
            broken.setattr(files.os, "fsync", refuse)
        else:
            broken.setattr(files, "_replace", refuse)
        with pytest.raises(kind) as refused:
            repository.add_snapshot(lambda _there: snapshot(3))
    in_three_sentences(refused.value)
    assert path.read_bytes() == before
    assert list(path.parent.glob(".*.tmp")) == []
    assert repository.add_snapshot(lambda _there: snapshot(3)).seq == 3


@pytest.mark.skipif(os.name == "nt", reason="a folder cannot be opened there")
def test_the_folder_is_forced_to_the_disk_when_others_may_save_and_before_it_is_said_to_be_saved(
    repository: MunicipalityRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for the lock need not wait for it; a disk that refuses it is told, however new the content looks."""
    path = filled(repository)
    forced: list[tuple[bool, bool]] = []
    fsync = os.fsync

    def watched(descriptor: int) -> None:
        with FileLock(path.parent / files.LOCK_FOLDER / f"{path.name}.lock", blocking=False) if is_folder(descriptor) else nullcontext():
            forced.append((is_folder(descriptor), len(json.loads(path.read_bytes())["snapshots"]) == 3))
        fsync(descriptor)

    def is_folder(descriptor: int) -> bool:
        return stat.S_ISDIR(os.fstat(descriptor).st_mode)

    def refuse(descriptor: int) -> None:
        if is_folder(descriptor):
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as watching:
        watching.setattr(files.os, "fsync", watched)
        repository.add_snapshot(lambda _there: snapshot(3))
    assert forced == [(False, False), (True, True)]
    monkeypatch.setattr(files.os, "fsync", refuse)
    with pytest.raises(errors.UnsureError, match="確かめられません") as refused:
        repository.add_snapshot(lambda _there: snapshot(4))
    in_three_sentences(refused.value)
    assert len(repository.every_snapshot()) == 4, "it is there, and nobody may call it unsaved"


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    """A real disk of 64 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], check=False, capture_output=True).returncode
    ):
        pytest.skip("mounting a small file system needs root")
    yield place  # type: ignore[misc]
    subprocess.run(["umount", "-l", place], check=True)


def test_a_really_full_disk_loses_nothing(small_disk: Path) -> None:
    """Submit until it is full; what was said to be saved is there, and after making room it goes on."""
    data = DataFolder.open(small_disk / "data")
    repository = data.repository(CODE)
    saved: list[int] = []

    def submit_for_ever() -> None:
        for seq in range(1, 500):
            repository.add_snapshot(lambda _there: snapshot(seq, evidence="記録" * 50))  # noqa: B023 - called at once
            saved.append(seq)

    with pytest.raises(errors.DiskFullError) as full:
        submit_for_ever()
    in_three_sentences(full.value)
    assert len(saved) > 3
    assert len(repository.every_snapshot()) == len(saved)


def test_a_read_only_folder_can_be_read_and_nothing_is_created(repository: MunicipalityRepository, folder: DataFolder) -> None:
    """Reading takes no lock and writes no marker."""
    filled(repository)
    before = sorted(folder.path.rglob("*"))
    again = DataFolder.open(folder.path, create=False).repository(CODE)
    assert len(again.every_snapshot()) == 2
    assert again.draft("small") is not None
    empty = DataFolder.open(folder.path, create=False).repository("382027")
    assert empty.every_snapshot() == []
    assert empty.draft("small") is None
    assert sorted(folder.path.rglob("*")) == before


HOLD = """
import sys, time
from pathlib import Path
from dxcheck.store import files
from dxcheck.store.layout import place
with files.locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(30)
"""


def test_a_lock_held_by_a_living_process_is_said_and_a_dead_ones_is_no_obstacle(repository: MunicipalityRepository) -> None:
    """Busy after the time-out; free at once when the other process was killed."""
    path = filled(repository)
    holder = program(HOLD, path)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(errors.BusyError) as busy, files.locked(path, timeout=0.2):
        pass
    in_three_sentences(busy.value)
    holder.kill()
    holder.communicate()
    assert repository.add_snapshot(lambda _there: snapshot(3)).seq == 3


def test_what_a_killed_process_left_half_written_is_swept(repository: MunicipalityRepository) -> None:
    """A temporary file of this document goes with the next write."""
    path = filled(repository)
    junk = path.parent / f".{path.name}.abcd.tmp"
    junk.write_bytes(b'{"dxcheck": {"sch')
    repository.add_snapshot(lambda _there: snapshot(3))
    assert not junk.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        b"\0" * 100,
        b"{",
        b'{"dxcheck": {"schema": 1, "kind": "municipality", "municipality": "382019", "demo": false}, "snapshots": [1]}',
        b'{"dxcheck": {"schema": 1, "kind": "municipality", "municipality": "382019", "demo": false}, "snapshots": {"x": {}}}',
        b'{"dxcheck": {"schema": 1, "kind": "municipality", "municipality": "382019", "demo": false}, "snapshots": {"1": {"id": NaN}}}',
        b'{"dxcheck": {"schema": 1, "kind": "municipality", "municipality": "382019", "demo": false}, "snapshots": {"1": {"id": "a"}}}',
        b'{"dxcheck": {"schema": "1"}}',
        b'{"dxcheck": {"schema": 0}}',
        '{"dxcheck": "診断"'.encode("cp932"),
        b"[" * 5000,
    ],
)
def test_a_damaged_file_is_named_and_never_overwritten(repository: MunicipalityRepository, content: bytes) -> None:
    """Empty, cut, wrong shapes, NaN, another encoding: reading and writing both refuse, and the bytes stay."""
    path = filled(repository)
    path.write_bytes(content)
    for attempt in (repository.every_snapshot, lambda: repository.add_snapshot(lambda _there: snapshot(3))):
        with pytest.raises(errors.StoreError) as refused:
            attempt()
        assert isinstance(refused.value, errors.DamagedError | errors.ForeignFileError)
        assert path.name in refused.value.what
        in_three_sentences(refused.value)
    assert path.read_bytes() == content


def test_a_level_edited_by_hand_is_a_named_fault(repository: MunicipalityRepository) -> None:
    """Level 9 in the third answer: table, record and field are named."""
    path = filled(repository)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["snapshots"]["1"]["answers"]["gov-03"]["choice"] = 9
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(errors.DamagedError, match=r"snapshots の1番.*choice"):
        repository.every_snapshot()


def test_flipped_bytes_are_found_or_harmless(repository: MunicipalityRepository) -> None:
    """A byte changed at 300 places: a typed error or a document that decodes; never another exception, never a write."""
    path = filled(repository)
    whole = path.read_bytes()
    chance = random.Random(7)
    for _flip in range(300):
        place = chance.randrange(len(whole))
        damaged = whole[:place] + bytes([whole[place] ^ (1 << chance.randrange(8))]) + whole[place + 1 :]
        path.write_bytes(damaged)
        try:
            assert len(repository.every_snapshot()) <= 2
        except errors.StoreError as problem:
            assert problem.what
        assert path.read_bytes() == damaged


def test_cut_files_are_found(repository: MunicipalityRepository) -> None:
    """Cut at every tenth byte."""
    path = filled(repository)
    whole = path.read_bytes()
    for end in range(0, len(whole.rstrip()) - 1, 10):
        path.write_bytes(whole[:end])
        with pytest.raises(errors.StoreError):
            repository.every_snapshot()


def test_a_byte_order_mark_does_no_harm(repository: MunicipalityRepository) -> None:
    """An editor left one; reading and writing go on."""
    path = filled(repository)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert repository.add_snapshot(lambda there: snapshot(len(there) + 1)).seq == 3


def test_a_newer_file_is_refused_and_an_older_one_is_upgraded_on_write(
    repository: MunicipalityRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next schema says to update dxcheck; with a step to it, reading leaves the disk alone and writing brings it forward."""
    path = filled(repository)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f'"schema": {envelope.SCHEMA}', f'"schema": {envelope.SCHEMA + 1}'), encoding="utf-8")
    with pytest.raises(errors.NewerSchemaError, match="新しい版"):
        repository.every_snapshot()
    path.write_text(text.replace('"comment"', '"remark"').replace('"evidence"', '"proof"'), encoding="utf-8")

    def rename(tables: Tables) -> Tables:
        for record in tables["snapshots"].values():
            for answer in record["answers"].values():
                answer["evidence"] = answer.pop("proof")
        return tables

    grown = [*envelope.MIGRATIONS, rename]
    for module in (envelope, storage):
        monkeypatch.setattr(module, "MIGRATIONS", grown)
    before = path.read_bytes()
    assert repository.every_snapshot()[0].answers["gov-01"].evidence == "記録"
    assert path.read_bytes() == before
    repository.add_snapshot(lambda _there: snapshot(3))
    assert json.loads(path.read_text(encoding="utf-8"))["dxcheck"]["schema"] == envelope.SCHEMA + 1
    assert len(repository.every_snapshot()) == 3


@pytest.mark.parametrize("content", [b"{}", b'{"_default": {}}', b"[1, 2]", b'"text"', b'{"name": "somebody else"}'])
def test_a_file_that_is_not_ours_is_left_alone(repository: MunicipalityRepository, content: bytes) -> None:
    """JSON of another program under our name."""
    path = filled(repository)
    path.write_bytes(content)
    with pytest.raises(errors.ForeignFileError):
        repository.add_snapshot(lambda _there: snapshot(3))
    assert path.read_bytes() == content


def test_another_municipalitys_file_under_this_name_is_refused(repository: MunicipalityRepository, folder: DataFolder) -> None:
    """A file copied to the wrong name does not become this municipality's."""
    path = filled(repository)
    place(folder.path, "382027.json").parent.mkdir(parents=True)
    place(folder.path, "382027.json").write_bytes(path.read_bytes())
    with pytest.raises(errors.ForeignFileError, match="382019"):
        folder.repository("382027").every_snapshot()


def test_demo_and_real_data_never_mix(repository: MunicipalityRepository, folder: DataFolder, tmp_path: Path) -> None:
    """A demo file in a real folder, a real file in a demo folder, a demo over real data: all refused."""
    path = filled(repository)
    demo = DataFolder.create_demo(tmp_path / "demo", CODE)
    demo.repository(CODE).add_snapshot(lambda _there: snapshot(1))
    with pytest.raises(errors.DemoMixError):
        DataFolder.create_demo(folder.path, CODE)
    real = path.read_bytes()
    path.write_bytes(place(demo.path, path.name).read_bytes())
    with pytest.raises(errors.DemoMixError, match="架空"):
        repository.every_snapshot()
    place(demo.path, path.name).write_bytes(real)
    with pytest.raises(errors.DemoMixError):
        demo.repository(CODE).every_snapshot()
    with pytest.raises(errors.DemoMixError):
        folder.remove_demo_documents()


def test_a_symlinked_file_stays_a_link(repository: MunicipalityRepository, tmp_path: Path) -> None:
    """The file it points to is replaced, not the link."""
    path = filled(repository)
    elsewhere = tmp_path / "elsewhere.json"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    repository.add_snapshot(lambda _there: snapshot(3))
    assert path.is_symlink()
    assert len(repository.every_snapshot()) == 3


def test_the_last_good_copy_is_kept(repository: MunicipalityRepository) -> None:
    """`.bak` is the content before the last write, and no second name of the present one."""
    path = filled(repository)
    before = path.read_bytes()
    repository.add_snapshot(lambda _there: snapshot(3))
    backup = path.with_name(f"{path.name}.bak")
    assert backup.read_bytes() == before
    assert backup.stat().st_ino != path.stat().st_ino


def test_files_are_for_their_owner_alone(repository: MunicipalityRepository, folder: DataFolder) -> None:
    """0600 and 0700."""
    path = filled(repository)
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.path.stat().st_mode & 0o777 == 0o700


def test_a_failed_change_writes_nothing(repository: MunicipalityRepository) -> None:
    """An exception inside a transaction leaves the file, and the next one works."""
    path = filled(repository)
    before = path.read_bytes()
    with pytest.raises(ZeroDivisionError):
        repository.add_snapshot(lambda _there: 1 / 0)  # type: ignore[arg-type, return-value]
    with pytest.raises(ValueError, match="20261123"):
        repository.add_snapshot(lambda _there: snapshot(1))
    assert path.read_bytes() == before


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """It says that --data wants a folder."""
    path = tmp_path / "notes.txt"
    path.write_text("x", encoding="utf-8")
    with pytest.raises(errors.MissingFolderError, match="フォルダーではありません"):
        DataFolder.open(path)
