"""A content that somebody changed by hand is set aside before the next save: whole, or not at all and then nothing is replaced."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
from pathlib import Path

import pytest
from store.making import program, snapshot

from dxcheck.store import errors, files
from dxcheck.store.repository import MunicipalityRepository

SAVING_UNTIL_KILLED = """
import resource, signal, sys
from pathlib import Path
from dxcheck.store.folder import DataFolder
from store.making import snapshot

repository = DataFolder.open(Path(sys.argv[1])).repository("382019")
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
repository.add_snapshot(lambda there: snapshot(3))
"""


def edited(repository: MunicipalityRepository) -> Path:
    """A municipality's file in which somebody changed a word."""
    repository.add_snapshot(lambda _there: snapshot(1))
    path = repository.path
    path.write_text(path.read_text(encoding="utf-8").replace("記録", "手直し"), encoding="utf-8")
    return path


def kept(path: Path) -> list[bytes]:
    """What was set aside."""
    return [one.read_bytes() for one in path.parent.glob(f"{path.name}.*.altered")]


def test_a_content_cut_by_a_crash_does_not_pass_for_the_one_set_aside(repository: MunicipalityRepository) -> None:
    """What an earlier crash left under that very name is a beginning only; the save keeps the whole before it replaces anything."""
    path = edited(repository)
    content = path.read_bytes()
    name = f"{path.name}.{hashlib.sha256(content).hexdigest()[:8]}.altered"
    path.with_name(name).write_bytes(content[:100])
    repository.add_snapshot(lambda _there: snapshot(2))
    assert content in kept(path)
    assert path.read_bytes() != content


@pytest.mark.skipif(os.name == "nt", reason="the kernel kills in the middle of a write here")
def test_killed_while_setting_aside_nothing_half_is_left(repository: MunicipalityRepository) -> None:
    """The file is as it was, no `.altered` is a part of it, and the next save does both."""
    path = edited(repository)
    content = path.read_bytes()
    saving = program(SAVING_UNTIL_KILLED, path.parents[2])
    assert saving.wait() == -signal.SIGXFSZ
    assert path.read_bytes() == content
    assert kept(path) in ([], [content])
    repository.add_snapshot(lambda _there: snapshot(2))
    assert kept(path) == [content]
    assert list(path.parent.glob(".*.tmp")) == []


def test_a_disk_that_refuses_to_keep_it_stops_the_save(repository: MunicipalityRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is as it was, and nothing cut is left to be taken for a copy."""
    path = edited(repository)
    content = path.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as broken:
        broken.setattr(files.os, "fsync", full)
        with pytest.raises(errors.DiskFullError):
            repository.add_snapshot(lambda _there: snapshot(2))
    assert path.read_bytes() == content
    assert [one.name for one in path.parent.iterdir() if one.suffix in (".altered", ".tmp")] == []
