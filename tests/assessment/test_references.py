"""Which plans, manuals and guidelines an item refers to, in the reader's language."""

from __future__ import annotations

import datetime as dt
import re

import msgspec
import pytest

from dxcheck import i18n
from dxcheck.assessment.references import edition, framework_in_words, frameworks_in_use
from dxcheck.questionnaire import Text, load_full, shipped_folder
from dxcheck.questionnaire.model import Framework, InBoth

DAY = dt.date(2026, 3, 1)
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


def framework(version: str | InBoth) -> Framework:
    """A framework of this edition."""
    return Framework("P1", Text("計画", "Plan"), version, DAY)


@pytest.mark.parametrize(
    ("version", "japanese", "english"),
    [
        ("第3.0版", "第3.0版、2026年3月1日時点", "version 3.0, as of 1 Mar 2026"),
        ("ver.1.2", "ver.1.2、2026年3月1日時点", "ver.1.2, as of 1 Mar 2026"),
        (InBoth("令和7年3月版", en="March 2025 edition"), "令和7年3月版、2026年3月1日時点", "March 2025 edition, as of 1 Mar 2026"),
        ("版は未確認", "版は未確認、2026年3月1日時点", "版は未確認, as of 1 Mar 2026"),
    ],
)
def test_an_edition_is_told_in_the_readers_language(version: str | InBoth, japanese: str, english: str) -> None:
    """Where it has an English text, or is only a number; else as it is written."""
    assert edition(framework(version)) == japanese
    i18n.use("en")
    assert edition(framework(version)) == english


def test_english_papers_name_no_edition_of_the_newest_questionnaire_in_japanese() -> None:
    """Title, edition and note have an English text each."""
    full = load_full(shipped_folder() / "ehime-dx-2027.1.toml")
    i18n.use("en")
    said = [f"{framework_in_words(one)} {one.note}" for one in frameworks_in_use(full)]
    assert [one for one in said if JAPANESE.search(one)] == []


@pytest.mark.parametrize("version", ["版は未確認", InBoth("版は未確認", en="edition not confirmed")], ids=["plain", "both"])
def test_an_unconfirmed_edition_is_marked_however_it_is_written(version: str | InBoth) -> None:
    """Told by its Japanese text."""
    assert framework(version).is_unconfirmed
    assert not framework("第3.0版").is_unconfirmed


def test_a_plain_edition_is_kept_as_it_was() -> None:
    """So that an earlier questionnaire has the hash it was answered with."""
    kept = msgspec.json.encode(framework("第3.0版"))
    assert b'"version":"\xe7\xac\xac3.0' in kept
    assert msgspec.json.decode(kept, type=Framework) == framework("第3.0版")
