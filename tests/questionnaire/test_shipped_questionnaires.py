"""The questionnaires that come with dxcheck: complete, concrete, kind."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

import pytest

from dxcheck.questionnaire import Item, Library, Questionnaire, Text, load_full, load_quick, shipped_folder
from dxcheck.questionnaire.faults import quick_basis_faults
from dxcheck.questionnaire.model import InBoth
from dxcheck.questionnaire.reading_check import outdated, stumbles

EARLIER = load_full(shipped_folder() / "ehime-dx.toml")
FULL = load_full(shipped_folder() / "ehime-dx-2027.1.toml")
QUICK = load_quick(shipped_folder() / "first-step.toml")
EARLIER_COUNTS = {"mom": 5, "gov": 5, "hum": 5, "bpr": 5, "svc": 7, "sys": 5, "sec": 5, "dat": 5}
COUNTS = {"mom": 5, "gov": 5, "hum": 5, "bpr": 5, "svc": 7, "sys": 4, "sec": 5, "dat": 6}
NEW = {"hum-06", "svc-08", "dat-06", "dat-07"}
"""Asked for the first time in 2027.1, or with another meaning than before."""
BOTH = pytest.mark.parametrize("full", [EARLIER, FULL], ids=lambda one: one.version)


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


EVERY_TEXT = [(f"{full.version} {item.id}", place, one) for full in (EARLIER, FULL) for item in full.items for place, one in texts(item)]


def test_eight_dimensions_and_42_items() -> None:
    """As domain and ids are known to everybody."""
    assert {d: len(items) for d, items in EARLIER.items_by_dimension.items()} == EARLIER_COUNTS
    assert [item.id for item in EARLIER.ordered] == [f"{d}-{n:02}" for d, many in EARLIER_COUNTS.items() for n in range(1, many + 1)]
    assert {d: len(items) for d, items in FULL.items_by_dimension.items()} == COUNTS
    assert len(FULL.items) == 42


def test_a_new_meaning_has_a_new_id_and_the_rest_says_that_it_was_reworded() -> None:
    """So that a comparison over the versions never takes a level of one meaning for a level of another."""
    assert {item.id for item in FULL.items} - {item.id for item in EARLIER.items} == NEW
    assert {item.id for item in EARLIER.items} - {item.id for item in FULL.items} == {"hum-02", "svc-04", "sys-05", "dat-04"}
    for item in FULL.items:
        marked = [old.item for old in item.replaces if old.change == "reworded"]
        differs = item.id not in NEW and FULL.wordings[item.id] != EARLIER.wordings[item.id]
        assert marked == ([item.id] if differs else []), item.id
        assert all(old.version == EARLIER.version and old.item in EARLIER.item_by_id for old in item.replaces), item.id


def test_each_version_is_in_force_from_its_first_day() -> None:
    """The earlier one stays beside the newer one, for whoever answered it."""
    library = Library([shipped_folder()])
    assert library.in_force("ehime-dx", dt.date(2027, 3, 31)) == EARLIER
    assert library.in_force("ehime-dx", dt.date(2027, 4, 1)) == FULL
    assert library.is_as_shipped
    assert not library.has_several
    for full in (EARLIER, FULL):
        assert library.quick_for(full) == QUICK


def test_every_text_is_there_in_both_languages() -> None:
    """English is optional for others, not for ours."""
    assert [(i, place) for i, place, one in EVERY_TEXT if not one.en] == []
    for item in (*EARLIER.items, *FULL.items):
        assert item.reason is not None, item.id


@pytest.mark.parametrize("part", ["levels", "next_steps"])
def test_no_level_and_no_step_is_said_twice(part: str) -> None:
    """Not in its item, not in another one, in neither language."""
    every = [one for item in FULL.items for one in getattr(item, part)]
    assert [text for text, times in Counter(one.ja for one in every).items() if times > 1] == []
    assert [text for text, times in Counter(one.en for one in every).items() if times > 1] == []


def test_whoever_says_all_staff_says_whom_that_means() -> None:
    """会計年度任用職員 are meant or not, in the very text."""
    for item in FULL.items:
        for one in (item.prompt, *item.levels):
            assert "全職員" not in one.ja or "会計年度任用職員" in one.ja or "全職員の確認問題" in one.ja, (item.id, one.ja)


@pytest.mark.parametrize(
    "word", ["主な", "浸透", "できるように", "随時", "必要に応じ", "など", "様々", "さまざま", "予定", "見込まれる", "おそれ"]
)
def test_no_level_is_vague_or_about_what_may_come(word: str) -> None:
    """A level is a fact of the present or the past."""
    assert [(item.id, one.ja) for item in FULL.items for one in item.levels if word in one.ja] == []


@pytest.mark.parametrize(
    ("words", "places"),
    [
        (("個人情報",), {"sec-04", "dat-01", "dat-06"}),
        (("ガバメントクラウド",), {"sys-02"}),
        (("特定移行支援システム",), {"sys-01"}),
        (("聞き直して",), {"svc-02"}),
        (("マイナポータル",), {"svc-01", "svc-03"}),
        (("eL-QR",), {"svc-08"}),
        (("ウェブアクセシビリティ",), {"svc-06"}),
        (("CSIRT", "ランサムウェア", "オフラインの控え"), {"sec-03"}),
        (("人材プロファイル",), {"hum-01"}),
        (("返事",), {"mom-02"}),
    ],
)
def test_what_the_first_version_did_not_ask_has_its_place(words: tuple[str, ...], places: set[str]) -> None:
    """Named in the items it belongs to."""
    for item in places:
        said = " ".join(one.ja for _place, one in texts(FULL.item_by_id[item]))
        assert all(word in said for word in words), (item, words)


@pytest.mark.parametrize("day", [dt.date(2026, 12, 1), FULL.valid_from], ids=str)
def test_the_newest_one_is_clean_under_the_reading_check(day: dt.date) -> None:
    """`questionnaire check --strict` stops nowhere, and no reference is so old that it is to be looked up again."""
    assert [(one.item, one.place, one.what) for one in stumbles(FULL, day)] == []
    assert outdated(FULL, dt.date(day.year - 2, day.month + 6, 1) if day.month <= 6 else dt.date(day.year - 1, day.month - 6, 1)) == []


def test_references_are_of_one_day_and_say_what_is_not_confirmed() -> None:
    """The editions of one plan are one edition; nothing was looked at more than 18 months before the version begins."""
    versions = {one.id: one.version for one in FULL.frameworks}
    assert len({versions[one] for one in ("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P-ORG")}) == 1
    assert len({versions[f"ST{step}"] for step in range(4)}) == 1
    for one in FULL.frameworks:
        assert (FULL.valid_from - one.as_of).days < 548, one.id
        assert one.note is not None, one.id
        assert one.note.en, one.id
        assert isinstance(one.version, InBoth), one.id
    assert {one.id for one in FULL.frameworks} == {reference for item in FULL.items for reference in item.references}


@BOTH
def test_no_two_texts_of_an_item_are_the_same(full: Questionnaire) -> None:
    """A level that says what another one says is no level."""
    for item in full.items:
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


@BOTH
def test_prompts_ask(full: Questionnaire) -> None:
    """Japanese ends in か。, English in a question mark."""
    for item in full.items:
        assert item.prompt.ja.endswith("か。"), item.id
        assert item.prompt.en.endswith("?"), item.id


@BOTH
def test_security_items_are_sensitive_and_no_others(full: Questionnaire) -> None:
    """They describe weaknesses."""
    assert {item.id for item in full.items if item.sensitive} == {f"sec-{n:02}" for n in range(1, 6)}


@BOTH
def test_frameworks_say_when_they_were_looked_at(full: Questionnaire) -> None:
    """Version and date are there for each, none in the future of the questionnaire, and every one is referred to."""
    used = {reference for item in full.items for reference in item.references}
    assert {framework.id for framework in full.frameworks} >= used
    for framework in full.frameworks:
        assert framework.version, framework.id
        assert framework.as_of <= full.valid_from, framework.id


@BOTH
def test_the_quick_check_fits_the_full_one(full: Questionnaire) -> None:
    """Eleven items, every one of them in the full check, in the order the founding article gives."""
    assert quick_basis_faults(QUICK, full) == []
    assert len(QUICK.items) == 11
    assert QUICK.order[:3] == ("mom-02", "bpr-01", "bpr-03")
    assert [choice.level for choice in QUICK.choices] == [3, 2, 1, 0]
    for item in QUICK.items:
        assert item.prompt.en.endswith("?")
        assert item.prompt.ja.endswith("か。")
