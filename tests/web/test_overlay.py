"""Which cells a picture covers: everything of its place that is in sight, and nothing that lies over it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Region

from dxcheck.web import inside
from dxcheck.web.overlay import left_of

regions = st.builds(Region, st.integers(-5, 25), st.integers(-5, 15), st.integers(0, 20), st.integers(0, 12))


def cells(region: Region) -> set[tuple[int, int]]:
    """Every cell of a rectangle."""
    return {(x, y) for x in range(region.x, region.right) for y in range(region.y, region.bottom)}


@given(regions, st.lists(regions, max_size=5))
def test_what_lies_over_a_picture_is_cut_out_of_it_and_nothing_else(whole: Region, covers: list[Region]) -> None:
    """The parts are exactly what is left, and no cell is in two of them."""
    parts = left_of(whole, covers) if whole.area else []
    left = cells(whole) - set().union(*map(cells, covers))
    assert set().union(*map(cells, parts)) == left
    assert sum(one.area for one in parts) == len(left)


PICTURE = {
    "key": "a" * 32,
    "at": [1, 2, 3, 4],
    "seen": [[1, 2, 3, 4]],
    "veils": ["rgba(246,244,239,0.7)"],
    "title": "推移",
    "alt": "…",
    "opens": "o",
}


def test_a_message_goes_to_the_page_as_it_was_understood() -> None:
    """What else an app says goes no further."""
    told = inside.understood({"type": "pictures", "of": [80, 24], "shown": [{**PICTURE, "src": "https://example.jp/"}], "more": 1})
    assert told is not None
    assert told.startswith('["pictures",{"of":[80,24],"shown":[{"key":"aaaa')
    assert "example" not in told


@given(
    st.sampled_from(sorted(PICTURE)),
    st.sampled_from([None, 1, "x" * 70_000, "../../picture/x", [1e9] * 4, {"a": 1}, ["url(https://example.jp)"]]),
)
def test_what_is_no_message_of_ours_is_dropped(name: str, value: object) -> None:
    """Whatever a session that was taken over says, its page is told nothing it would not otherwise do."""
    told = inside.understood({"type": "pictures", "of": [80, 24], "shown": [{**PICTURE, name: value}]})
    assert told is None or (name in ("title", "alt") and isinstance(value, str)), told


def test_a_tab_keeps_a_few_pictures_of_a_bounded_size() -> None:
    """The oldest goes first; what is too large or nothing of ours is not kept."""
    there = inside.InsidePictures()
    names = [f"{n:032x}" for n in range(inside.MOST_KEPT + 3)]
    assert all(there.keep(name, b"\x1f\x8b" + name.encode()) for name in names)
    assert [there.find(name) is not None for name in names] == [False] * 3 + [True] * inside.MOST_KEPT
    for key, content in (
        (names[0], b"<svg/>"),
        (names[0], b"\x1f\x8b" + bytes(inside.LARGEST)),
        ("../x", b"\x1f\x8b"),
        (b"x", b"\x1f\x8b"),
        (names[0], "x"),
    ):
        assert not there.keep(key, content)
