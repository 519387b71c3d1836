"""Files for people are theirs alone, from the first byte."""

from __future__ import annotations

import os
import stat
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
