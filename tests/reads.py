"""Which files are read, and how often."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from dxcheck.store import files


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each file was read."""
    counted: Counter[str] = Counter()
    read = files.read

    def counting(path: Path) -> bytes | None:
        counted[path.name] += 1
        return read(path)

    monkeypatch.setattr(files, "read", counting)
    return counted
