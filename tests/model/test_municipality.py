"""What a municipality and the places around it are called, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from dxcheck import i18n
from dxcheck.model.municipality import place_named
from dxcheck.model.roster import load_roster
from dxcheck.questionnaire import shipped_folder

JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")


@pytest.fixture
def english() -> Iterator[None]:
    """English, for one test."""
    i18n.use("en")
    yield
    i18n.use("ja")


def test_every_place_of_the_roster_that_comes_along_is_said_in_english(english: None) -> None:
    """Region, district, and what kind of municipality it is."""
    for one in load_roster(shipped_folder() / "ehime-roster.toml").municipalities:
        said = (one.region_named, one.district_named, one.where, one.kind_named, str(one))
        assert not JAPANESE.search(" ".join(said)), said
    assert place_named("") == ""
    assert place_named("山陰") == "山陰", "another roster's stays as it is"


def test_in_japanese_they_are_as_the_roster_has_them() -> None:
    """A town with its district, a city without."""
    there = {one.name: one.where for one in load_roster(shipped_folder() / "ehime-roster.toml").municipalities}
    assert (there["今治市"], there["上島町"]) == ("東予", "東予　越智郡")
