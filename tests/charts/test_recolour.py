"""Pictures in the colours of a screen: everything that can be told apart and read on paper still is."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.color import Color

from dxcheck.app.look import THEMES
from dxcheck.charts import canvas
from dxcheck.charts.recolour import colour_on, recoloured

GROUNDS = {**{name: (one.background, one.foreground) for name, one in THEMES.items()}, "contrast": ("#000000", "#ffffff")}
TEXTS = ("OWN", "PEERS", "TARGET", "QUIET", "INK")
"""Colours that letters have in pictures."""


def contrast(one: str, other: str) -> float:
    """As WCAG defines it."""

    def luminance(colour: str) -> float:
        parts = (part / 255 for part in Color.parse(colour).rgb)
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", GROUNDS)
def test_every_letter_of_a_picture_can_be_read_in_every_theme(theme: str) -> None:
    """At 4.5 to 1, and the colours of series stay other ones."""
    ground, letters = GROUNDS[theme]
    made = {name: colour_on(getattr(canvas, name).lower(), str(ground), str(letters)) for name in TEXTS}
    assert {name: colour for name, colour in made.items() if contrast(colour, str(ground)) < 4.5} == {}
    assert len(set(made.values())) == len(TEXTS)


@pytest.mark.parametrize("theme", GROUNDS)
def test_paper_becomes_the_screens_ground_and_ink_its_letters(theme: str) -> None:
    """To the last step but one of each channel."""
    for colour, wanted in (("#ffffff", GROUNDS[theme][0]), (canvas.INK.lower(), GROUNDS[theme][1])):
        got = Color.parse(colour_on(colour, *map(str, GROUNDS[theme])))
        assert max(abs(one - other) for one, other in zip(got.rgb, Color.parse(str(wanted)).rgb, strict=True)) <= 14, (got.hex, wanted)


@given(st.lists(st.integers(0, 255), min_size=2, max_size=8, unique=True).map(sorted))
def test_shades_keep_their_order(greys: list[int]) -> None:
    """What is darker on paper is nearer to the letters on every screen."""
    for ground, letters in GROUNDS.values():
        made = [contrast(colour_on(f"#{one:02x}{one:02x}{one:02x}", str(ground), str(letters)), str(ground)) for one in greys]
        assert all(one >= other - 1e-9 for one, other in itertools.pairwise(made))


def test_only_colours_are_touched() -> None:
    """Names, numbers and links of an SVG stay."""
    svg = b'<path style="fill: #ffffff" id="C0_0_a1b2c3"/><use xlink:href="#m0a1b2c3d4"/><text>#12345</text>'
    ground = GROUNDS["dark"][0]
    assert recoloured(svg, str(ground), "#e8edf2") == svg.replace(b"#ffffff", str(ground).encode())
