"""Files for people are theirs alone, from the first byte."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dxcheck.formats.output import write_output

pytestmark = pytest.mark.skipif(os.name == "nt", reason="permissions are others there")


def mode(path: Path) -> int:
    """Its permissions."""
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Whatever the shell is set to; one that was shared on purpose stays shared."""
    before = os.umask(0o022)
    try:
        path = tmp_path / "結果.csv"
        write_output(path, b"1")
        assert mode(path) == 0o600
        path.chmod(0o640)
        write_output(path, b"2")
        assert (mode(path), path.read_bytes()) == (0o640, b"2")
        assert [one.name for one in tmp_path.iterdir()] == [path.name]
    finally:
        os.umask(before)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_is_no_file_is_written_into_and_stays(tmp_path: Path) -> None:
    """A pipe as a device: root once put a file in the place of /dev/null."""
    pipe = tmp_path / "管.csv"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as other:
        read = other.submit(pipe.read_bytes)
        write_output(pipe, b"x" * 100_000)
        assert read.result(10) == b"x" * 100_000
    assert stat.S_ISFIFO(pipe.lstat().st_mode)
    assert [one.name for one in tmp_path.iterdir()] == ["管.csv"]


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    """Where it leads to nothing yet, too."""
    there = tmp_path / "共有"
    there.mkdir()
    link = tmp_path / "表.csv"
    try:
        link.symlink_to(there / "表.csv")
    except OSError:
        pytest.skip("links may not be made here")
    for content in (b"1", b"2"):
        write_output(link, content)
        assert link.is_symlink()
        assert (there / "表.csv").read_bytes() == content
