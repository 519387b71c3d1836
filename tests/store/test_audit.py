"""The log of who did what: bounded, whole, and last in line for the disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from moments import NOW

from dxcheck.doctor.files import document_findings
from dxcheck.doctor.findings import Mark
from dxcheck.model import calendar
from dxcheck.model.patch import AnswerPatch
from dxcheck.store.audit import AUDIT, BOUNDS, REFUSED, AuditLog, Bounds
from dxcheck.store.backup import back_up, restore
from dxcheck.store.errors import StoreError
from dxcheck.workspace import Workspace

SMALL = Bounds(file=500, kept=3, free=0)
WRITER = """
import sys
from pathlib import Path
from dxcheck.model import calendar
from dxcheck.model.patch import AnswerPatch
from dxcheck.store.audit import AUDIT, AuditLog, Bounds

log = AuditLog(Path(sys.argv[1]), AUDIT, Bounds(file=2000, kept=10_000, free=0))
for n in range(150):
    log.add(calendar.now(), "open", account=sys.argv[2], detail=str(n))
"""


def lines_of(folder: Path, name: str = "audit*.log") -> list[dict[str, str]]:
    """Every line, also of the files put aside."""
    return [json.loads(line) for path in sorted(folder.glob(name)) for line in path.read_bytes().splitlines()]


def test_a_full_file_is_put_aside_and_the_oldest_ones_make_room(tmp_path: Path) -> None:
    """All files together stay within their bound, however long it goes on; each keeps its own name, so that a copy made meanwhile finds it."""
    log = AuditLog(tmp_path, AUDIT, SMALL)
    for n in range(100):
        log.add(NOW, "open", account="imabari-kikaku", detail=str(n))
    there = sorted(one.name for one in tmp_path.glob("audit*"))
    assert there[-1] == AUDIT
    assert len(there) == 1 + SMALL.kept
    assert sum(one.stat().st_size for one in tmp_path.glob("audit*")) < (SMALL.file + 200) * (1 + SMALL.kept)
    assert [one["detail"] for one in lines_of(tmp_path)] == [str(n) for n in range(100)][-len(lines_of(tmp_path)) :]
    assert log.faulty_lines() == {}


def test_many_processes_put_files_aside_and_lose_no_line(tmp_path: Path) -> None:
    """Four at once, each file full every dozen lines."""
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    writers = [subprocess.Popen([*command, f"writer-{n}"]) for n in range(4)]
    assert [one.wait(60) for one in writers] == [0] * 4
    said = [(one["account"], one["detail"]) for one in lines_of(tmp_path)]
    assert sorted(said) == sorted((f"writer-{n}", str(m)) for n in range(4) for m in range(150))
    assert len(list(tmp_path.glob("audit-*.log"))) > 10
    assert all(one.stat().st_mode & 0o077 == 0 for one in tmp_path.glob("audit*"))


def test_a_line_changed_in_a_file_put_aside_is_told(tmp_path: Path) -> None:
    """With the name of that file; so is one of what was refused."""
    workspace = Workspace.open(tmp_path / "data")
    workspace.folder.set_home("382019")
    for name in (AUDIT, REFUSED):
        log = AuditLog(workspace.folder.path, name, SMALL)
        for n in range(10):
            log.add(NOW, "open", detail=str(n))
        (aside, *_rest) = sorted(workspace.folder.path.glob(f"{name.removesuffix('.log')}-*.log"))
        aside.write_bytes(aside.read_bytes().replace(b'"detail":"1"', b'"detail":"7"'))
    told = [one.what for one in document_findings(workspace.folder) if one.mark == Mark.PROBLEM]
    assert told == [f"{one}-000001.log の2行目が、書いたときと違います" for one in ("audit", "refused")]


def test_a_copy_holds_every_file_of_the_log(tmp_path: Path) -> None:
    """And the restored folder goes on where the old one was."""
    workspace = Workspace.open(tmp_path / "data")
    workspace.folder.set_home("382019")
    log = AuditLog(workspace.folder.path, AUDIT, SMALL)
    for n in range(10):
        log.add(NOW, "open", detail=str(n))
    back_up(workspace.folder.path, tmp_path / "copy.zip", calendar.now())
    restore(tmp_path / "copy.zip", tmp_path / "new")
    assert lines_of(tmp_path / "new") == lines_of(workspace.folder.path)
    AuditLog(tmp_path / "new", AUDIT, SMALL).add(NOW, "open", detail="10")
    assert [one["detail"] for one in lines_of(tmp_path / "new")] == [str(n) for n in range(11)]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of seven megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=7m", "tmpfs", str(place)]
    if sys.platform != "linux" or os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small file system needs root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_never_starts_with_the_log(small_disk: Path) -> None:
    """However often it is written to, an officer can still save; the acts stop later than the refusals."""
    workspace = Workspace.open(small_disk / "data")
    desk = workspace.staff_desk(workspace.roster.find("今治"))
    desk.begin()
    with pytest.raises(StoreError):
        AuditLog(workspace.folder.path, REFUSED).add(NOW, "login-refused")
    log = AuditLog(workspace.folder.path)

    def write_for_ever() -> None:
        for _nth in range(100_000):
            log.add(NOW, "open", account="x" * 40, address="y" * 64, detail="z" * 2000)

    with pytest.raises(StoreError):
        write_for_ever()
    free = os.statvfs(small_disk)
    assert free.f_bavail * free.f_frsize > BOUNDS[AUDIT].free - 10_000
    for _nth in range(20):
        saved = desk.save("mom-01", AnswerPatch(choice=3)).draft
    assert saved is not None
    assert saved.answers["mom-01"].choice == 3
