"""Lines of a text in a chart: whole words, no line that begins with a small kana, about equally long where that is asked."""

from __future__ import annotations

import pytest

from dxcheck.charts.page import evenly_wrapped, text_width, wrapped

SIZE = 8.0


@pytest.mark.parametrize(
    ("text", "wide", "lines", "even"),
    [
        ("機運・対話・人の変化", 70, ["機運・対話・人の", "変化"], ["機運・対話・", "人の変化"]),
        ("住民サービス・地域", 70, ["住民サービス・", "地域"], ["住民サービス・", "地域"]),
        ("システム・働く環境", 60, ["システム・働く", "環境"], ["システム・", "働く環境"]),
        ("情報セキュリティ", 60, ["情報セキュリ", "ティ"], ["情報セキュ", "リティ"]),
    ],
)
def test_names_of_dimensions_are_broken_between_words(text: str, wide: float, lines: list[str], even: list[str]) -> None:
    """Seen: 人の変/化, サービ/ス, and a line of a small kana alone."""
    assert wrapped(text, wide, SIZE).split("\n") == lines
    assert evenly_wrapped(text, wide, SIZE).split("\n") == even


@pytest.mark.parametrize("wide", range(30, 130, 7))
def test_whole_words_take_no_further_line(wide: int) -> None:
    """Nothing is wider than there is room, but for a sign that hangs."""
    text = "窓口の3課（市民・税務・福祉）で業務一覧をつくり、共有フォルダーに置く"
    lines = wrapped(text, wide, SIZE).split("\n")
    assert "".join(lines) == text
    assert all(text_width(line.rstrip("、。」）・ー"), SIZE) <= wide for line in lines)
    assert len(lines) <= text_width(text, SIZE) / (wide - 2 * SIZE) + 2
