"""One of a few, or of many: chosen by the beginning of its name."""

from __future__ import annotations

from chance import tried
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from dxcheck.app.widgets.choice import OneOfFew, fitting_names

PREFECTURES = ("すべて", "北海道", "青森県", "東京都", "愛知県", "愛媛県", "高知県", "Tokyo 2", "1万人未満")


class Choosing(App[None]):
    """One choice."""

    def compose(self) -> ComposeResult:
        """It."""
        yield OneOfFew([(one, one) for one in PREFECTURES], "すべて")


async def test_a_region_is_chosen_by_typing_its_name() -> None:
    """As an input method hands it over, of any width and case; a character typed again goes on to the next; what fits nothing changes nothing."""
    app = Choosing()
    async with app.run_test() as pilot:
        choice = app.query_one(OneOfFew)
        choice.focus()
        await pilot.press("愛")
        assert choice.value == "愛知県"
        await pilot.press("媛")
        assert choice.value == "愛媛県"
        await pilot.press("ぬ")
        assert choice.value == "愛媛県"
        await pilot.press("愛")
        assert choice.value == "愛知県"
        choice._typed_at = 0.0
        await pilot.press("愛")
        assert choice.value == "愛媛県"
        choice._typed_at = 0.0
        await pilot.press("t", "o")
        assert choice.value == "Tokyo 2"
        await pilot.press("1")
        assert choice.value == "1万人未満", "digits mean what they meant"
        await pilot.press("right")
        assert choice.value == "すべて"


@settings(max_examples=tried(60))
@given(st.lists(st.text(st.sampled_from("愛媛県 TokyoＴ"), max_size=6), min_size=1, max_size=8), st.data())
def test_whoever_types_a_whole_name_gets_it_or_one_that_begins_with_it(names: list[str], data: st.DataObject) -> None:
    """Each place at most once, those that begin so first."""
    typed = data.draw(st.sampled_from([one for one in names if one.strip()] or ["愛"]))
    found = fitting_names(names, typed, 0)
    assert len(found) == len(set(found))
    if typed in names:
        assert fitting_names([names[found[0]]], typed, 0) == [0]
        assert names.index(typed) in found
