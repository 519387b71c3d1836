"""What two people write at the same time: nothing of either is lost, and nothing is written twice while one of them types on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxcheck.model.edit import ChangedMeanwhileError, Edit, TooLongTogetherError, combined, merged, settled

LINE = st.text("あいうabc 。", min_size=1, max_size=4).filter(lambda line: line.strip() == line)
TEXT = st.lists(LINE, max_size=6).map("\n".join)
LINES = st.lists(LINE, max_size=6, unique=True)


@given(LINES, LINES, LINES)
def test_what_two_people_add_to_a_text_is_all_there(seen: list[str], theirs: list[str], mine: list[str]) -> None:
    """One at its end, one at its beginning."""
    made = merged("\n".join(seen), "\n".join([*seen, *theirs]), "\n".join([*mine, *seen])).splitlines()
    assert set(seen) | set(theirs) | set(mine) <= set(made)


@given(TEXT, TEXT, TEXT)
def test_no_line_that_somebody_wrote_is_lost(seen: str, theirs: str, mine: str) -> None:
    """Whatever either of them made of the text: every line that was not there before is there afterwards."""
    made = set(merged(seen, theirs, mine).splitlines())
    known = set(seen.splitlines())
    assert set(theirs.splitlines()) - known <= made
    assert set(mine.splitlines()) - known <= made


@given(TEXT, TEXT)
def test_alone_at_a_text_what_one_writes_stands(seen: str, mine: str) -> None:
    """Deletions too; and what nobody touched stays as somebody else made it."""
    assert merged(seen, seen, mine) == mine
    assert merged(seen, mine, seen) == mine
    assert merged(seen, mine, mine) == mine


@given(st.text("あい\n", max_size=12), st.text("うえ", min_size=1, max_size=6), st.integers(0, 12))
def test_typing_on_leaves_no_half_lines_behind(mine: str, theirs: str, when: int) -> None:
    """Every key is saved, and somewhere in between another one adds a line."""
    stored, seen = "はじめ", "はじめ"
    for nth in range(len(mine) + 1):
        if nth == min(when, len(mine)):
            stored = merged("はじめ", stored, f"{theirs}\nはじめ") if stored == "はじめ" else f"{theirs}\n{stored}"
        new = f"はじめ\n{mine[:nth]}".rstrip()
        stored, seen = merged(seen, stored, new), new
    assert stored.splitlines() == [theirs, *f"はじめ\n{mine}".rstrip().splitlines()]


def test_a_line_both_changed_is_there_twice_and_grows_no_more() -> None:
    """Theirs first; going on typing changes mine alone."""
    stored = merged("窓口", "窓口（総務課）", "窓口（企画課")
    assert stored == "窓口（総務課）\n窓口（企画課"
    assert merged("窓口（企画課", stored, "窓口（企画課）") == "窓口（総務課）\n窓口（企画課）"


def test_a_line_that_one_took_out_is_gone_and_one_that_the_other_changed_stays() -> None:
    """Taking out what one has seen is meant; what one has not seen cannot be."""
    assert merged("あ\nい\nう", "あ\nい\nう\nえ", "あ\nう") == "あ\nう\nえ"
    assert merged("あ\nい\nう", "あ\nいい\nう", "あ\nう") == "あ\nいい\nう"


def test_a_value_both_changed_is_told_and_one_that_one_left_alone_keeps_the_other() -> None:
    """A post, a day: no mixture of two."""
    assert settled(Edit("企画課", "企画課"), "総務課") == "総務課"
    assert settled(Edit("企画課", "財政課"), "企画課") == "財政課"
    assert settled(Edit("企画課", "総務課"), "総務課") == "総務課"
    assert settled("財政課", "総務課") == "財政課"
    with pytest.raises(ChangedMeanwhileError, match="ほかの画面で"):
        settled(Edit("企画課", "財政課"), "総務課")
    assert Edit("1", "2").read(int) == Edit(1, 2)


def test_two_texts_without_room_beside_each_other_are_not_cut() -> None:
    """It is said how long they are; alone, the usual check of the length decides."""
    with pytest.raises(TooLongTogetherError, match="11文字"):
        combined(Edit("", "あ" * 5), "い" * 5, 10)
    assert combined(Edit("", "あ" * 20), "", 10) == "あ" * 20
    assert combined(" はい ", "いいえ", 10) == "はい"


def test_two_edits_in_a_row_are_one() -> None:
    """What was seen first, and what was written last."""
    assert Edit("あ", "い").then(Edit("い", "う")) == Edit("あ", "う")
