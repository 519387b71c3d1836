"""Fixtures for tests of desks, and which of them are tried on a database too."""

from __future__ import annotations

import pytest
from desks import DATABASE, FOLDER, data, desk, lies_where_its_name_says, make_desk, workspace

__all__ = ["data", "desk", "lies_where_its_name_says", "make_desk", "workspace"]

BOTH = {"test_desk", "test_two_at_once", "test_visits", "test_returned", "test_asking", "test_wishes"}
"""Modules whose tests are tried on both."""
OF_FILES = {
    "test_asks_are_in_copies_are_erased_and_doctor_reads_them",
    "test_a_disk_that_does_not_say_what_it_kept_is_said_before_the_draft_was_read",
    "test_a_file_is_known_wherever_it_lies",
    "test_internal_notes_are_out_of_the_staffs_reach",
}
"""Tests among them that look at the files of a folder."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A desk does the same, wherever its data is."""
    is_for_both = metafunc.module.__name__.rpartition(".")[2] in BOTH and metafunc.function.__name__ not in OF_FILES
    if "data" in metafunc.fixturenames and is_for_both:
        metafunc.parametrize("data", [FOLDER, DATABASE], indirect=True)
