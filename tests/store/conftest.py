"""Fixtures for tests of the store: a real folder, the real TinyDB."""

from __future__ import annotations

from pathlib import Path

import pytest

from dxcheck.store.folder import DataFolder
from dxcheck.store.repository import MunicipalityRepository

CODE = "382019"


ON_BOTH = {
    "test_a_change_that_changes_nothing_writes_nothing",
    "test_a_submitted_draft_is_gone_and_its_snapshot_there",
    "test_a_submit_cut_short_before_the_draft_was_removed_does_not_offer_it_again",
    "test_actions_and_quick_checks_are_kept_beside",
    "test_picked_snapshots_are_the_stored_ones",
    "test_two_who_save_in_turn_lose_nothing_of_each_other",
}
"""Tests of documents that look at no file; those of a database alone are in test_database.py."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The same documents, wherever they are."""
    if metafunc.function.__name__ in ON_BOTH:
        metafunc.parametrize("folder", ["folder", "database"], indirect=True)


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> DataFolder:
    """A data folder with a Japanese name; for some tests also a database."""
    if getattr(request, "param", "folder") == "database":
        from dxcheck.store.database.database_shelf import open_database

        return DataFolder.open(open_database(request.getfixturevalue("database")))
    return DataFolder.open(tmp_path / "診断データ")


@pytest.fixture
def repository(folder: DataFolder) -> MunicipalityRepository:
    """松山市's repository."""
    return folder.repository(CODE)
