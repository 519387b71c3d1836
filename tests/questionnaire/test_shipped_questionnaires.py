"""The questionnaires that come with dxcheck: complete, concrete, kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest

from dxcheck.questionnaire import Item, Text, load_full, load_quick, shipped_folder
from dxcheck.questionnaire.faults import quick_basis_faults

FULL = load_full(shipped_folder() / "ehime-dx.toml")
QUICK = load_quick(shipped_folder() / "first-step.toml")
COUNTS = {"mom": 5, "gov": 5, "hum": 5, "bpr": 5, "svc": 7, "sys": 5, "sec": 5, "dat": 5}


def texts(item: Item) -> Iterator[tuple[str, Text]]:
    """Every text of an item with its place."""
    yield "prompt", item.prompt
    yield "title", item.title
    yield "evidence", item.evidence
    if item.reason is not None:
        yield "reason", item.reason
    if item.not_applicable is not None:
        yield "not_applicable", item.not_applicable
    for level, one in enumerate(item.levels):
        yield f"levels.{level}", one
    for level, one in enumerate(item.next_steps):
        yield f"next_steps.{level}", one


EVERY_TEXT = [(item.id, place, one) for item in FULL.items for place, one in texts(item)]


def test_eight_dimensions_and_42_items() -> None:
    """As domain and ids are known to everybody."""
    assert {d: len(items) for d, items in FULL.items_by_dimension.items()} == COUNTS
    assert [item.id for item in FULL.ordered] == [f"{d}-{n:02}" for d, many in COUNTS.items() for n in range(1, many + 1)]


def test_every_text_is_there_in_both_languages() -> None:
    """English is optional for others, not for ours."""
    assert [(i, place) for i, place, one in EVERY_TEXT if not one.en] == []
    for item in FULL.items:
        assert item.reason is not None, item.id


def test_no_two_texts_of_an_item_are_the_same() -> None:
    """A level that says what another one says is no level."""
    for item in FULL.items:
        assert len({one.ja for one in item.levels}) == 6, item.id
        assert len({one.en for one in item.levels}) == 6, item.id
        assert len({one.ja for one in item.next_steps}) == 5, item.id


@pytest.mark.parametrize(
    "word", ["ある程度", "適切に", "十分に", "積極的", "しっかり", "概ね", "おおむね", "一定の", "遅れ", "推進している", "努め"]
)
def test_no_vague_or_shaming_word(word: str) -> None:
    """A level names something an outsider could see."""
    assert [(i, place) for i, place, one in EVERY_TEXT if word in one.ja] == []


def test_texts_are_short_enough_to_be_read() -> None:
    """Descriptors at most 60 characters, steps 45, prompts 60."""
    longest = {"levels": 60, "next_steps": 45, "prompt": 60, "reason": 40, "evidence": 50}
    too_long = [(i, place, len(one.ja)) for i, place, one in EVERY_TEXT if len(one.ja) > longest.get(place.split(".")[0], 100)]
    assert too_long == []


def test_japanese_breaks_well_and_survives_windows() -> None:
    """No ASCII space between Japanese characters, nothing that CP932 lacks, no half-width katakana."""
    for item, place, one in EVERY_TEXT:
        one.ja.encode("cp932")
        assert not re.search(r"[^\x00-\x7f] [^\x00-\x7f]|[^\x00-\x7f] |  | [^\x00-\x7f]", one.ja), (item, place, one.ja)
        assert unicodedata.normalize("NFC", one.ja) == one.ja
        assert not re.search(r"[\uff61-\uff9f]", one.ja), (item, place)


def test_english_is_english() -> None:
    """No kana or kanji in it."""
    assert [(i, place) for i, place, one in EVERY_TEXT if re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", one.en)] == []


def test_prompts_ask() -> None:
    """Japanese ends in か。, English in a question mark."""
    for item in FULL.items:
        assert item.prompt.ja.endswith("か。"), item.id
        assert item.prompt.en.endswith("?"), item.id


def test_security_items_are_sensitive_and_no_others() -> None:
    """They describe weaknesses."""
    assert {item.id for item in FULL.items if item.sensitive} == {f"sec-{n:02}" for n in range(1, 6)}


def test_frameworks_say_when_they_were_looked_at() -> None:
    """Version and date are there for each, none in the future of the questionnaire, and every one is referred to."""
    used = {reference for item in FULL.items for reference in item.references}
    assert {framework.id for framework in FULL.frameworks} >= used
    for framework in FULL.frameworks:
        assert framework.version, framework.id
        assert framework.as_of <= FULL.valid_from, framework.id


def test_the_quick_check_fits_the_full_one() -> None:
    """Eleven items, every one of them in the full check, in the order the founding article gives."""
    assert quick_basis_faults(QUICK, FULL) == []
    assert len(QUICK.items) == 11
    assert QUICK.order[:3] == ("mom-02", "bpr-01", "bpr-03")
    assert [choice.level for choice in QUICK.choices] == [3, 2, 1, 0]
    for item in QUICK.items:
        assert item.prompt.en.endswith("?")
        assert item.prompt.ja.endswith("か。")
