"""Fixtures for tests of the app, and which of them are tried on a database too."""

from __future__ import annotations

import pytest
from app.people import open_app
from desks import DATABASE, FOLDER, data, desk, lies_where_its_name_says, make_desk, workspace

__all__ = ["data", "desk", "lies_where_its_name_says", "make_desk", "open_app", "workspace"]

BOTH = {"test_stories", "test_together", "test_sharing", "test_wishes"}
"""Modules whose stories are tried on both."""
OF_FILES = {
    "test_a_damaged_file_is_said_on_the_home_screen_and_never_looks_empty",
    "test_a_missing_questionnaire_text_is_said_where_it_is_needed",
}
"""Stories among them about the files of a folder."""
ON_EITHER = {"test_no_screen_fails_at_an_unusual_size", "test_english_can_be_switched_on_while_it_runs"}
"""Stories in which nothing depends on where the data is, so that once is enough."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A screen does the same, wherever its data is."""
    name = metafunc.function.__name__
    is_for_both = metafunc.module.__name__.rpartition(".")[2] in BOTH and name not in OF_FILES | ON_EITHER
    if is_for_both and {"data", "desk", "lies_where_its_name_says", "make_desk"} & {*metafunc.fixturenames}:
        metafunc.parametrize("data", [FOLDER, DATABASE], indirect=True)
