"""Paragraphs on the screen: how they are broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from dxcheck import i18n
from dxcheck.app.widgets.lines import hanging, indented

TEXT = st.text("あいう、漢字 abc。", min_size=1, max_size=80).map(str.strip).filter(bool)


@given(text=TEXT, first=st.sampled_from(["", "   ", "・", "- "]), width=st.integers(20, 60))
def test_further_lines_are_as_far_in_as_the_first(text: str, first: str, width: int) -> None:
    """Whatever stands there, nothing of it is lost, and no line is wider than there is room."""
    lines = indented(first + text, width)
    assert all(cell_len(one) <= width for one in lines)
    beyond = " " * cell_len(first) if first else ""
    assert lines[0].startswith(first)
    assert all(one.startswith(beyond) for one in lines[1:])
    assert "".join(lines).replace(" ", "") == (first + text).replace(" ", "")


@pytest.mark.parametrize("message", ["{cycle}: この期の提出はありません。", "{before} から {after}　上がった {up}問　下がった {down}問"])
def test_a_line_that_begins_with_a_cycle_begins_with_a_capital_letter(message: str) -> None:
    """In English, where its name is words; in Japanese nothing changes."""
    i18n.use("en")
    try:
        said = i18n._(message, cycle="first half of FY2026", before="first half of FY2026", after="x", up=1, down=0)
        assert said.startswith("First half of FY2026")
    finally:
        i18n.use("ja")
    assert i18n._("{cycle}　{day}公表", cycle="令和8年度前期", day="今日").startswith("令和8年度前期")


@given(text=TEXT, head=st.integers(1, 40), width=st.integers(30, 60))
def test_a_text_stands_beside_its_head_or_under_it_where_that_leaves_no_room(text: str, head: int, width: int) -> None:
    """An id may be longer than a narrow list: words are not broken letter by letter beside it."""
    lines = [one.plain for one in hanging(Content("x" * head), text, width)]
    assert "".join(lines).replace(" ", "").replace("　", "").removeprefix("x" * head) == text.replace(" ", "").replace("　", "")
    assert len(lines) <= 2 + cell_len(text) // 6
