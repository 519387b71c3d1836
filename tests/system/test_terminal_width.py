"""Japanese line breaking."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from dxcheck.system.terminal_width import NOT_AT_END, NOT_AT_START, _filled, _units, aligned, pad, shorten, wrap

SENTENCES = st.text(alphabet="全庁的な方針（案）を、A4判1枚 で「共有」する。ーっ％DX\n", max_size=80)


@given(SENTENCES, st.integers(8, 60))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, width: int) -> None:
    """Every line fits, and without spaces and line breaks the text is the same."""
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")


@given(st.text(alphabet="全庁的方針案共有。、）（", min_size=1, max_size=60), st.integers(20, 40))
def test_no_line_begins_with_a_closing_mark(text: str, width: int) -> None:
    """Unless there are so many marks in a row that they do not fit on one line."""
    for line, before in zip(wrap(text, width)[1:], wrap(text, width), strict=False):
        clinging = len(before) - len(before.rstrip("".join(NOT_AT_START | NOT_AT_END)))
        if clinging * 2 < width - 4 and all(mark not in line[:8] for mark in "（"):
            assert line[:1] not in NOT_AT_START or clinging > 4
        if line:
            assert before[-1:] not in NOT_AT_END or clinging > 4


def test_a_full_stop_stays_with_its_sentence() -> None:
    """Ten cells hold five characters; the sixth is a full stop, so it is not alone on its line."""
    lines = wrap("あいうえお。かきくけこさしすせ。そ", 10)
    assert [line[0] for line in lines].count("。") == 0
    assert lines[0] == "あいうえ"


def test_a_last_line_of_one_or_two_characters_is_filled_up() -> None:
    """Better 3 and 3 than 4 and 2, as long as no further line is needed."""
    assert wrap("あいうえお。", 10) == ["あいう", "えお。"]
    assert wrap("あいうえおかきくけ", 10) == ["あいうえお", "かきくけ"]


def test_an_opening_bracket_goes_down_with_its_word() -> None:
    """A line does not end in a bracket."""
    assert wrap("全庁の（案）", 8) == ["全庁の", "（案）"]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("機運・対話・人の変化", 18, ["機運・対話・", "人の変化"]),
        ("情報政策課 情報管理係 係長", 12, ["情報政策課", "情報管理係", "係長"]),
        ("説明用スライド12枚（デジタル推進係のパソコン）", 30, ["説明用スライド12枚（デジタル", "推進係のパソコン）"]),
        ("ほかに新しく答えた2問、わからないに変わった1問。", 40, ["ほかに新しく答えた2問、わからないに", "変わった1問。"]),
        ("診断結果を読む、s で訂正する", 18, ["診断結果を読む、", "s で訂正する"]),
        ("分野: センター、お知らせのデジタル化", 24, ["分野: センター、", "お知らせのデジタル化"]),
    ],
)
def test_a_word_is_cut_only_where_that_saves_a_line(text: str, width: int, lines: list[str]) -> None:
    """As far as the kinds of characters tell where words begin."""
    assert wrap(text, width) == lines


@given(st.text(alphabet="全庁的なデジタル化の方針案をお知らせするAI（県）、2026年　 ", max_size=80), st.integers(4, 60))
def test_whole_words_take_no_further_line(text: str, width: int) -> None:
    """A screen that fitted still fits; nothing is lost but spaces at breaks."""
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert len(lines) <= len(_filled([(one, cell_len(one)) for one in _units(text)], width))
    assert re.sub(r"[ \u3000]", "", "".join(lines)) == re.sub(r"[ \u3000]", "", text)


@given(st.text(alphabet="ab, cd.e", max_size=80), st.integers(8, 40))
def test_latin_text_is_as_full_as_it_was(text: str, width: int) -> None:
    """Its words were whole already."""
    pieces = [(one, cell_len(one)) for one in _units(text)]
    assert _filled(pieces, width, 10) == _filled(pieces, width)


def test_latin_words_and_numbers_stay_whole() -> None:
    """ELTAX and 2026 are not cut where they fit on a line."""
    assert wrap("公金はeLTAXで2026年から", 10) == ["公金は", "eLTAXで", "2026年から"]


def test_pad_fills_and_cuts_to_cells() -> None:
    """Two cells a character, and a cut text ends in two dots."""
    assert pad("診断", 6) == "診断  "
    assert shorten("自治体の診断結果", 9) == "自治体.."


CELLS = st.text(alphabet="今治市 ab1", max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1), st.integers(1, 3))
def test_columns_line_up(rows: list[tuple[str, str, str]], gap: int) -> None:
    """Each as wide as its longest cell, in cells; nothing is cut, and nothing stands behind the last."""
    lines = aligned(rows, gap)
    first, second = (max(cell_len(row[n]) for row in rows) for n in (0, 1))
    for row, line in zip(rows, lines, strict=True):
        wanted = row[0] + " " * (first + gap - cell_len(row[0])) + row[1] + " " * (second + gap - cell_len(row[1])) + row[2]
        assert line == wanted.rstrip()
