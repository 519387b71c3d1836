"""Figures are rounded as people and spreadsheets do it, once, in one place."""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dxcheck
from dxcheck.assessment.figures import as_mean, as_share, as_step, in_units, mean_of, nearest, rounded, weighted_mean

LEVELS = st.lists(st.integers(0, 5), min_size=1, max_size=12)


def by_hand(value: Fraction, digits: int) -> Fraction:
    """A fraction rounded half away from zero, without a float in sight."""
    scaled = abs(value) * 10**digits
    whole = scaled.numerator // scaled.denominator + (scaled - scaled.numerator // scaled.denominator >= Fraction(1, 2))
    return (-1 if value < 0 else 1) * Fraction(whole, 10**digits)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.25, 1, "0.3"),
        (1.45, 1, "1.5"),
        (2.35, 1, "2.4"),
        (1.005, 2, "1.01"),
        (0.125, 2, "0.13"),
        (0.05, 1, "0.1"),
        (3, 1, "3.0"),
        (0.0, 1, "0.0"),
    ],
)
def test_half_goes_up(value: float, digits: int, text: str) -> None:
    """Also where the binary number lies a little under the half, and where half-even would go down."""
    assert as_mean(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.25, "+0.3"), (-0.25, "-0.3"), (-0.04, "0.0"), (0.04, "0.0"), (-0.0, "0.0"), (-0.05, "-0.1"), (None, "-")]
)
def test_a_step_has_its_sign_and_nothing_is_neither_up_nor_down(value: float | None, text: str) -> None:
    """Half away from zero on both sides."""
    assert as_step(value, 1) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.145, "15%"), (0.5, "50%"), (1.0, "100%"), (0.0, "0%"), (1 / 3, "33%"), (0.005, "1%"), (None, "-")]
)
def test_a_share_is_rounded_on_its_decimals(value: float | None, text: str) -> None:
    """Not on what multiplying by a hundred in binary makes of it."""
    assert as_share(value) == text


@given(st.lists(LEVELS, min_size=1, max_size=8), st.integers(0, 2))
def test_a_mean_of_means_is_rounded_as_the_exact_fraction_is(groups: list[list[int]], digits: int) -> None:
    """However the binary noise of eight thirds and sevenths adds up."""
    exact = sum((Fraction(sum(one), len(one)) for one in groups), Fraction()) / len(groups)
    made = mean_of([weighted_mean([(1.0, level) for level in one]) for one in groups])
    assert abs(made - float(exact)) < 1e-12
    assert rounded(made, digits) == float(by_hand(exact, digits))
    assert in_units(made, digits) == by_hand(exact, digits) * 10**digits
    assert as_step(-made, digits).lstrip("-") == as_mean(made, digits)


@given(st.lists(st.tuples(st.sampled_from([0.5, 1.0, 1.5, 2.0, 3.0]), st.integers(-5, 5)), min_size=1, max_size=8))
def test_a_weighted_mean_is_what_a_plain_loop_says(weighted: list[tuple[float, int]]) -> None:
    """And never leaves the values."""
    total = weights = Fraction()
    for weight, value in weighted:
        total += Fraction(weight) * value
        weights += Fraction(weight)
    made = weighted_mean(list(weighted))
    assert abs(made - float(total / weights)) < 1e-12
    assert min(value for _w, value in weighted) <= made <= max(value for _w, value in weighted)


@given(st.floats(-100, 100))
def test_the_nearest_whole_number_is_never_farther_than_a_half(value: float) -> None:
    """For bars and columns."""
    assert abs(nearest(value) - value) <= 0.5 + 1e-9


# -- nowhere else ------------------------------------------------------------------------------------------------------

ROOT = Path(dxcheck.__file__).parent
HERE = "assessment/figures.py"
FORMAT = re.compile(r"\.[0-9]+[fFeEgG%]")


def rounding_in(module: Path) -> list[str]:
    """Calls of `round`, `quantize`, `fmean` and the like, and formats with digits after the point, with their lines."""
    found = []
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = "".join(one.value for one in ast.walk(node.format_spec) if isinstance(one, ast.Constant) and isinstance(one.value, str))
            found += [f"{node.lineno}: {spec}"] if FORMAT.search(spec) else []
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.search(r"%[-+0-9]*\.[0-9]+[feg]|\{[^{}]*:[^{}]*\.[0-9]+[feg%]\}", node.value)
        ):
            found.append(f"{node.lineno}: {node.value}")
        elif isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
            text_format = name == "format" and any(isinstance(one, ast.Constant) and FORMAT.search(str(one.value)) for one in node.args)
            if (
                name in {"round", "quantize", "fmean", "mean"} and not (name == "mean" and isinstance(node.func, ast.Attribute))
            ) or text_format:
                found.append(f"{node.lineno}: {name}()")
    return found


def test_nothing_is_rounded_or_averaged_anywhere_else() -> None:
    """Whoever needs a figure in words, or the mean of several, asks `assessment.figures`."""
    modules = [one for one in ROOT.rglob("*.py") if one.relative_to(ROOT).as_posix() != HERE]
    found = {one.relative_to(ROOT).as_posix(): rounding_in(one) for one in modules}
    assert {name: lines for name, lines in found.items() if lines} == {}
    assert rounding_in(ROOT / HERE), "the test sees what it looks for"


@pytest.mark.parametrize(
    "text",
    [
        'f"{x:.1f}"',
        'f"{x:+.2f}"',
        'f"{x:.0%}"',
        "round(x)",
        '"%.1f" % x',
        '"{:.2f}".format(x)',
        'format(x, ".1f")',
        "x.quantize(y)",
        "fmean(x)",
    ],
)
def test_each_way_to_round_would_be_noticed(text: str, tmp_path: Path) -> None:
    """The test above would fail on it."""
    module = tmp_path / "module.py"
    module.write_text(text)
    assert rounding_in(module)


def test_what_does_not_round_is_left_alone(tmp_path: Path) -> None:
    """Counts, dates and padded texts."""
    module = tmp_path / "module.py"
    module.write_text('f"{n:,}" + f"{day:%Y%m%d}" + f"{name:<14}" + f"{n:>2}"')
    assert rounding_in(module) == []
