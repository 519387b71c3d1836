"""A table of open facts is read or told to be faulty, whatever is in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from chance import tried
from hypothesis import given, settings
from hypothesis import strategies as st

from dxcheck.casework.open_facts import FactMapping, FactSource
from dxcheck.formats.facts_table import facts_in
from dxcheck.formats.foreign_cells import ForeignCell, ForeignTable
from dxcheck.model.roster import load_roster

ROSTER = load_roster()
_WORDS = st.sampled_from(
    [
        "コード",
        "方針",
        "率",
        "今治市",
        "38202",
        "382027",
        "３８２０１",
        "松前町",
        "愛媛県今治市",
        "有",
        "無",
        "50%",
        "-",
        "1.5.2",
        "%",
        "",
        "999999999999999999",
        "②",
    ]
)
_VALUES: Any = (
    _WORDS | st.text(max_size=4) | st.integers(0, 400_000) | st.floats(allow_nan=False) | st.booleans() | st.just(dt.date(2026, 4, 1))
)


@given(
    st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 5)), _VALUES, max_size=24),
    st.sampled_from(["rows", "columns"]),
    st.sampled_from(["コード", ""]),
    st.sampled_from(["", "方針"]),
)
@settings(max_examples=tried(120))
def test_any_table_is_read_or_told_to_be_faulty(cells: dict[tuple[int, int], Any], layout: Any, key: str, prefecture: str) -> None:
    """Never a traceback; what is read is of the prefecture's municipalities, each fact once."""
    table = ForeignTable("", {place: ForeignCell(value) for place, value in cells.items() if value != ""})
    sources = (FactSource("方針", ("gov-02",)), FactSource("率", ("svc-01",), kind="number", unit="%"))
    read = facts_in(table, FactMapping("調査", dt.date(2026, 4, 1), key, sources, layout, prefecture), ROSTER)
    assert read.facts.keys() <= {one.code for one in ROSTER.municipalities}
    assert all(len({fact.label for fact in facts}) == len(facts) for facts in read.facts.values())
    assert all(isinstance(fact.value, bool) == (fact.label == "方針") for facts in read.facts.values() for fact in facts)


@pytest.mark.parametrize("code", ["382027", "38202", "〔382027〕", "今治市", "愛媛県今治市", "愛媛県 今治市"])
def test_a_municipality_is_found_by_its_code_or_its_name(code: str) -> None:
    """As spreadsheets and surveys write it."""
    table = ForeignTable(
        "", {place: ForeignCell(text) for place, text in {(0, 0): "コード", (0, 1): "方針", (1, 0): code, (1, 1): "有"}.items()}
    )
    read = facts_in(table, FactMapping("調査", dt.date(2026, 4, 1), "コード", (FactSource("方針", ("gov-02",)),)), ROSTER)
    assert list(read.facts) == ["382027"]
