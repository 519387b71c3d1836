"""A process that saves again knows what it wrote last, and trusts it only while it is what lies on the disk."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest
from moments import NOW
from store.making import CODE, draft

from dxcheck.model.snapshot import Answer, Draft, DraftEntry
from dxcheck.store import errors, files, last_written
from dxcheck.store.folder import DataFolder
from dxcheck.store.layout import of_municipality
from dxcheck.store.repository import MunicipalityRepository
from dxcheck.store.storage import is_as_written


def save(repository: MunicipalityRepository, comment: str) -> Draft:
    """One more comment, as the newest answer."""

    def change(before: Draft | None) -> Draft:
        now = before or draft(gov_01=1)
        entries = {**now.entries, f"gov-{len(now.entries) + 1:02}": DraftEntry(Answer(choice=1, comment=comment), NOW)}
        return msgspec.structs.replace(now, entries=entries, revision=now.revision + 1)

    made = repository.change_draft("small", change)
    assert made is not None
    return made


def comments(repository: MunicipalityRepository) -> list[str]:
    """What is stored, as a reader finds it."""
    found = repository.draft("small")
    return [entry.answer.comment for entry in found.entries.values()][1:] if found else []


def test_what_lies_on_the_disk_decides_and_not_what_was_written_last(repository: MunicipalityRepository, folder: DataFolder) -> None:
    """Somebody edits the file, as long and as old as before: the next save goes on with it, and keeps it aside."""
    save(repository, "相談")
    save(repository, "予定")
    path = of_municipality(folder.path, CODE, "draft")
    assert isinstance(path, Path)
    raw, before = path.read_bytes(), path.stat()
    path.write_bytes(raw.replace("予定".encode(), "決定".encode()))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    edited = path.read_bytes()
    save(repository, "三")
    assert comments(repository) == ["相談", "決定", "三"]
    assert [one.read_bytes() for one in path.parent.glob("*.altered")] == [edited]
    path.write_bytes(raw)  # what this process wrote, but not last
    save(repository, "四")
    assert comments(repository) == ["相談", "予定", "四"]


def test_a_change_that_failed_is_not_taken_for_what_is_stored(repository: MunicipalityRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused by the disk, or given up in the middle: the next save begins with what is stored."""
    save(repository, "一")
    with monkeypatch.context() as broken:
        broken.setattr(files.os, "fsync", lambda _descriptor: (_ for _ in ()).throw(OSError(28, os.strerror(28))))
        with pytest.raises(errors.DiskFullError):
            save(repository, "二")
    assert comments(repository) == ["一"]
    save(repository, "三")
    with pytest.raises(ZeroDivisionError):
        repository.change_aside("small", lambda _there, _aside: 1 / 0)  # type: ignore[arg-type, return-value]
    with pytest.raises(msgspec.ValidationError):
        save(repository, "長" * 100_000)
    save(repository, "四")
    assert comments(repository) == ["一", "三", "四"]


def test_two_who_save_in_turn_lose_nothing_of_each_other(repository: MunicipalityRepository, folder: DataFolder) -> None:
    """Each knows what it wrote, and finds something else."""
    other = DataFolder.open(folder.path).repository(CODE)
    for n in range(4):
        save(repository, f"甲{n}")
        save(repository, f"また甲{n}")
        save(other, f"乙{n}")
    assert comments(repository) == [made for n in range(4) for made in (f"甲{n}", f"また甲{n}", f"乙{n}")]
    path = of_municipality(folder.path, CODE, "draft")
    assert is_as_written(path)


def test_few_documents_stay_in_memory(folder: DataFolder) -> None:
    """However many a process writes."""
    for n in range(3 * last_written.MOST_WRITTEN):
        save(folder.repository(f"{n:06}"), "一")
    assert len(last_written._WRITTEN) <= last_written.MOST_WRITTEN
