"""By how much figures are moved: as far as promised, fixed by the key and by who is in, and never within a bound that would make anything certain."""

from __future__ import annotations

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st
from questionnaire.questionnaires import item, questionnaire, text

from dxcheck.benchmark.model import NOISE, Rule
from dxcheck.benchmark.noise import REACH, Noise
from dxcheck.benchmark.publish import noise_scales
from dxcheck.questionnaire.model import Grade
from dxcheck.questionnaire.scale import Scale

ONE, OTHER = Noise(bytes(32)), Noise(bytes([1] * 32))
snapshots = st.lists(st.text(min_size=1, max_size=12), min_size=8, max_size=20, unique=True)


@given(snapshots, st.randoms(use_true_random=False))
def test_the_same_figure_of_the_same_snapshots_is_moved_alike_in_any_order(ids: list[str], chance) -> None:
    """So that publishing it again averages nothing out."""
    mixed = [*ids]
    chance.shuffle(mixed)
    assert ONE.of("all", "overall", ids, NOISE) == ONE.of("all", "overall", mixed, NOISE)


@given(snapshots)
def test_one_other_snapshot_another_figure_group_or_key_is_moved_anew(ids: list[str]) -> None:
    """So that a difference of two figures is noise, too."""
    moved = [
        ONE.of("all", "overall", ids, NOISE),
        ONE.of("all", "overall", ids[1:], NOISE),
        ONE.of("all", "overall", [*ids[1:], ids[0] + "'"], NOISE),
        ONE.of("all", "item/gov-01", ids, NOISE),
        ONE.of("町村", "overall", ids, NOISE),
        OTHER.of("all", "overall", ids, NOISE),
    ]
    assert len(set(moved)) == len(moved)


def test_no_two_lists_of_names_are_taken_for_one() -> None:
    """Names are written with their ends: a and bc are not ab and c."""
    assert ONE.of("all", "overall", ["a", "bc"], NOISE) != ONE.of("all", "overall", ["ab", "c"], NOISE)


@pytest.mark.parametrize("scale", [1.0, NOISE, 5.0])
def test_sums_are_moved_by_the_scale_on_average_to_both_sides_alike_and_further_without_a_bound(scale: float) -> None:
    """Two-sided exponential: the mean distance is the scale, and each further scale is e times as rare."""
    moved = [ONE.of("all", f"item/{n}", ["s"], scale) for n in range(20_000)]
    assert statistics.fmean(map(abs, moved)) == pytest.approx(scale, rel=0.03)
    assert statistics.fmean(moved) == pytest.approx(0, abs=0.05 * scale)
    for scales in (1, 2, 4):
        assert sum(abs(one) > scales * scale for one in moved) / len(moved) == pytest.approx(math.exp(-scales), rel=0.2)
    assert REACH * NOISE > 5 * 60, "further than all levels of 60 municipalities"


def test_the_key_is_not_in_its_fingerprint_and_has_one_length() -> None:
    """The fingerprint only tells whether it is the same."""
    assert ONE.fingerprint != OTHER.fingerprint
    assert ONE.fingerprint == Noise(bytes(32)).fingerprint
    with pytest.raises(ValueError, match="31"):
        Noise(bytes(31))


def test_mean_error_of_a_figure_of_all_municipalities_stays_within_the_promise() -> None:
    """0.15 levels at sixteen contributors, rounding to tenths included."""
    rule = Rule()
    wrong = [abs(round(ONE.of("all", f"item/{n}", ["s"], rule.noise) / 16, 1)) for n in range(5_000)]
    assert statistics.fmean(wrong) <= 0.15


@pytest.mark.parametrize(
    ("values", "unit"),
    [((0, 1, 2, 3, 4, 5), 1), ((1, 2, 3, 4, 5), 1), ((0, 0.25, 0.5, 1), 0.5), ((0, 1), 1), (tuple(range(11)), 2), ((0, 9, 10), 9)],
)
def test_a_step_is_hidden_as_well_as_a_level_of_0_to_5(values: tuple[float, ...], unit: float) -> None:
    """Few steps lie further apart than a fifth of the range; many lie nearer, and two of eleven are as a level was."""
    assert Scale(values).hiding_unit == unit


def test_the_share_of_one_answer_is_moved_further_than_a_mean() -> None:
    """Items with two steps alone; of four such items a dimension feels a quarter of one answer, and of one item all of it. Nothing on more steps changes."""
    yes_no = tuple(Grade(text(name), value=value) for name, value in (("いいえ", 0.0), ("はい", 1.0)))
    names = ("gov-01", "gov-02", "gov-03", "gov-04", "svc-01")
    asked = questionnaire(*(item(one, one[:3], levels=(), next_steps=()) for one in names), grades=yes_no)
    moved = {key: one / NOISE for key, one in noise_scales(asked, Rule()).items()}
    assert moved["item/gov-01"] == moved["item/svc-01"] == moved["dimension/svc"] == 1.75
    assert moved["dimension/gov"] == moved["overall"] == 1
    assert Scale((0, 1, 2)).hiding_unit_of_item == 1
    own = questionnaire(item("gov-01", choices=yes_no, levels=(), next_steps=()), item("gov-02"))
    assert noise_scales(own, Rule())["item/gov-01"] / NOISE == 1.75, "also beside items of six steps"


def test_an_item_with_wider_steps_than_the_others_is_moved_by_its_own() -> None:
    """A mean of three items feels a third of one answer, that of two dimensions a sixth."""
    yes_no = tuple(Grade(text(name), value=value) for name, value in (("いいえ", 0.0), ("はい", 5.0)))
    asked = questionnaire(item("gov-01"), item("gov-02"), item("gov-03", choices=yes_no, levels=(), next_steps=()), item("svc-01", "svc"))
    moved = {key: one / NOISE for key, one in noise_scales(asked, Rule()).items()}
    assert moved["item/gov-01"] == moved["item/svc-01"] == moved["dimension/svc"] == 1
    assert moved["item/gov-03"] == 5 * 1.75
    assert moved["dimension/gov"] == pytest.approx(5 * 1.75 / 3)
    assert moved["overall"] == pytest.approx(5 * 1.75 / 6)
