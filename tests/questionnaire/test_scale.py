"""Scales: what a questionnaire may declare, where a value lies, and what is wrong with one that cannot be."""

from __future__ import annotations

import hashlib
import itertools
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from questionnaire.questionnaires import item, questionnaire, text, two_by_three
from questionnaire.test_questionnaire_files import as_data, faults_of
from scaled import eleven, one_to_five, quarters

from dxcheck.model.snapshot import QuestionnaireRef
from dxcheck.questionnaire import load_full, shipped_folder
from dxcheck.questionnaire.model import Condition, Grade, Text
from dxcheck.questionnaire.scale import DEFAULT, MOST_LEVELS, Scale

VALUES = st.lists(st.integers(-1000, 5000).map(lambda n: n / 10), min_size=2, max_size=MOST_LEVELS, unique=True).map(sorted).map(tuple)
WORDINGS_OF_2026 = "838976e9200e116b"
FIVE, QUARTERS, TEN = Scale((1, 2, 3, 4, 5)), Scale((0, 0.25, 0.5, 1)), Scale(tuple(range(11)))


def test_what_was_written_before_scales_were_declared_is_as_it_was() -> None:
    """The questionnaire of 2026 has the hash it always had, byte for byte, and a snapshot of it says nothing of a scale."""
    ehime = load_full(shipped_folder() / "ehime-dx.toml")
    assert ehime.hash == "97ed53cdd84b5683eb0facf41cd295ea2d99de914fec69cc213a77c629ef7218"
    assert hashlib.sha256("".join(ehime.wordings.values()).encode()).hexdigest()[:16] == WORDINGS_OF_2026
    assert set(msgspec.to_builtins(QuestionnaireRef.to(ehime))) == {"id", "version", "hash"}
    assert msgspec.to_builtins(QuestionnaireRef.to(quarters()))["scale"] == (0, 0.25, 0.5, 1)


def test_what_nobody_declares_is_zero_to_five() -> None:
    """And what an earlier questionnaire says keeps its hash: the text that was answered is found again."""
    assert two_by_three().scale == DEFAULT
    bounded = questionnaire(item("gov-01"), item("gov-02", conditions=(Condition("gov-01", 0, 5),)))
    assert bounded.hash == questionnaire(item("gov-01"), item("gov-02", conditions=(Condition("gov-01"),))).hash


@pytest.mark.parametrize(
    ("scale", "keys", "low", "evidence", "jump", "ends", "steps", "digits"),
    [
        (DEFAULT, "012345", 1, 3, 2, (0.5, 4.5), (0.1, 0.5), 1),
        (FIVE, "12345", 1, 4, 2, (1.5, 4.5), (0.1, 0.5), 1),
        (QUARTERS, "1234", 0, 1, 2, (0.1, 0.9), (0.02, 0.1), 2),
        (TEN, "0123456789x", 2, 6, 4, (1, 9), (0.2, 1), 1),
        (Scale((0, 25, 50, 75, 100)), "12345", 0, 75, 2, (10, 90), (2, 10), 1),
        (Scale((-2, -1, 0, 1, 2)), "12345", -2, 1, 2, (-1.5, 1.5), (0.1, 0.5), 1),
        (Scale((0, 1)), "01", 0, 1, 2, (0.1, 0.9), (0.02, 0.1), 2),
    ],
    ids=["0 to 5", "1 to 5", "quarters", "0 to 10", "percent", "around 0", "yes or no"],
)
def test_everything_is_told_in_terms_of_the_range(
    scale: Scale, keys: str, low: float, evidence: float, jump: int, ends: tuple[float, float], steps: tuple[float, float], digits: int
) -> None:
    """Keys, low levels, evidence, jumps; ends, steps and digits of averages."""
    assert scale.step_keys == tuple(keys)
    assert (scale.low_to, scale.evidence_from, scale.jump) == (low, evidence, jump)
    assert (scale.low_end, scale.high_end) == ends
    assert (scale.fine, scale.coarse) == steps
    assert scale.digits == digits
    assert scale.unit * 5 == scale.span


@given(VALUES)
def test_every_scale_has_a_key_for_each_step_and_marks_within_its_range(values: tuple[float, ...]) -> None:
    """Whatever the values: no key twice, the axis from end to end in rising order, ends of averages inside the range."""
    scale = Scale(values)
    assert len(set(scale.step_keys)) == len(values)
    ticks = scale.ticks()
    assert (ticks[0], ticks[-1]) == (scale.low, scale.high)
    assert list(ticks) == sorted(set(ticks))
    assert len(ticks) <= MOST_LEVELS + 1
    assert scale.low < scale.low_end < scale.high_end < scale.high
    assert scale.low_to in values
    assert scale.evidence_from in values
    assert scale.low_to < scale.evidence_from


@given(VALUES, st.data())
def test_a_jump_is_the_same_up_and_down_and_never_one_step(values: tuple[float, ...], data: st.DataObject) -> None:
    """One step is what steps are for."""
    scale = Scale(values)
    one, other = data.draw(st.sampled_from(values)), data.draw(st.sampled_from(values))
    assert scale.is_jump(one, other) == scale.is_jump(other, one)
    assert scale.steps_between(one, other) == values.index(other) - values.index(one)
    assume(one != other)
    assert not any(scale.is_jump(low, high) for low, high in itertools.pairwise(values))


def test_keys_are_said_as_a_person_reads_them() -> None:
    """In a row as from and to, others one by one."""
    assert [scale.keys_in_words() for scale in (DEFAULT, FIVE, QUARTERS, Scale((0, 1)))] == ["0から5", "1から5", "1から4", "0か1"]
    assert (TEN.keys_in_words(), Scale(tuple(range(1, 11))).keys_in_words()) == ("0から9かx", "1から9か0")


def test_an_item_with_choices_of_its_own_counts_within_the_same_range() -> None:
    """Yes and no are the ends of 1 to 5; their names are the item's."""
    made = one_to_five()
    assert made.scale_of("gov-04").values == (1, 5)
    assert made.scale_of("gov-01") == made.scale
    assert [str(made.name_of("gov-04", level)) for level in (1, 5, 3)] == ["していない", "している", ""]
    assert made.values == (1, 2, 3, 4, 5)
    same = questionnaire(item("gov-01", choices=tuple(Grade(text(f"言い方{n}")) for n in range(6))))
    assert same.scale_of("gov-01") == DEFAULT
    assert str(same.name_of("gov-01", 3)) == "言い方3"


def test_where_no_step_is_written_the_first_step_is_to_talk_about_the_next_level() -> None:
    """Every result ends in a first step, also with names alone."""
    found = quarters().step_from("gov-01", 0.25)
    assert found is not None
    assert found[0] == 0.5
    assert "半分以上で" in str(found[1])
    assert quarters().step_from("gov-01", 1) is None
    assert str((one_to_five().step_from("gov-01", 2) or (0, ""))[1]) == "gov-01の1からの一歩"


def test_levels_of_another_scale_or_choice_are_another_wording() -> None:
    """So that nothing is taken for the same level when a newer version counts otherwise."""
    then, now = two_by_three(), two_by_three(scale_start=1)
    assert then.wordings["gov-01"] != now.wordings["gov-01"]
    renamed = questionnaire(item("gov-01", choices=tuple(Grade(text(f"言い方{n}")) for n in range(6))))
    assert renamed.wordings["gov-01"] != then.wordings["gov-01"]


@pytest.mark.parametrize("make", [one_to_five, quarters, eleven])
def test_a_questionnaire_on_another_scale_survives_its_file(make: Any, tmp_path: Path) -> None:
    """Values, start and choices come back as they were."""
    import tomli_w

    path = tmp_path / "票.toml"
    path.write_text(tomli_w.dumps(as_data(make())), encoding="utf-8")
    assert load_full(path) == make()
    assert load_full(path).hash == make().hash


def faults(tmp_path: Path, change: Any, data: dict[str, Any] | None = None) -> str:
    """What is said about a file after a change of its content."""
    found = as_data(one_to_five()) if data is None else data
    change(found)
    return "\n".join(faults_of(tmp_path, found))


def test_what_is_wrong_with_a_scale_is_named_with_its_place(tmp_path: Path) -> None:
    """Values on some steps only, falling ones, a start beside them, choices outside the range or too few, texts that do not fit their number."""

    def one_value(data: dict[str, Any]) -> None:
        data["scale"][1]["value"] = 3.0
        data.pop("scale_start")

    assert "scale: value は、すべての段に書くか" in faults(tmp_path, one_value)
    said = faults(tmp_path, lambda data: data["scale"][1].update(value=-1.0), as_data(quarters()))
    assert "scale: value は前の段より大きい数です（0 の次が -1）" in said
    assert "1つだけ" in faults(tmp_path, lambda data: data.update(scale_start=1), as_data(quarters()))
    assert "設問 gov-04 choices.1.value: 値 9 は診断票の範囲（1から5）の外です" in faults(
        tmp_path, lambda data: data["items"][3]["choices"][1].update(value=9.0)
    )
    assert "2個以上" in faults(tmp_path, lambda data: data["items"][3].update(choices=data["items"][3]["choices"][:1]))
    said = faults(tmp_path, lambda data: data["items"][0].update(levels=data["items"][0]["levels"][:3]))
    assert "設問 gov-01 levels: レベルの説明が3個です（必要な数: 5）" in said
    said = faults(tmp_path, lambda data: data["items"][0]["levels"][0].update(ja=""))
    assert "設問 gov-01 レベル1の説明.ja: 文が空です" in said
    said = faults(tmp_path, lambda data: data["items"][1].update(conditions=[{"item": "gov-01", "at_least": 7}]))
    assert "設問 gov-02 conditions.0.at_least: 値 7 は範囲の外です" in said
    assert "scale" in faults(tmp_path, lambda data: data.update(scale=data["scale"] * 3))


def test_a_level_or_a_next_step_may_be_blank_and_a_title_may_not(tmp_path: Path) -> None:
    """`{}` says that nothing is written there."""
    made = questionnaire(item("gov-01", levels=tuple(Text() if n in (1, 3) else text(f"段{n}") for n in range(6))))
    assert str(made.descriptor("gov-01", 1)) == "段1"  # the scale's own name
    data = as_data(two_by_three())
    data["items"][0]["title"] = {}
    assert "設問 gov-01 title: ja がありません" in "\n".join(faults_of(tmp_path, data))
