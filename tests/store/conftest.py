"""Fixtures for tests of the store: a real folder, the real TinyDB."""

from __future__ import annotations

from pathlib import Path

import pytest

from dxcheck.store.folder import DataFolder
from dxcheck.store.repository import MunicipalityRepository

CODE = "382019"


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder with a Japanese name."""
    return DataFolder.open(tmp_path / "診断データ")


@pytest.fixture
def repository(folder: DataFolder) -> MunicipalityRepository:
    """松山市's repository."""
    return folder.repository(CODE)
