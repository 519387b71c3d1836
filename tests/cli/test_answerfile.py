"""Answers from a file: everything wrong is named at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from questionnaire.questionnaires import item, questionnaire, text

from dxcheck.assessment.answer_file import LARGEST_ANSWER_FILE, FaultyAnswersError, read_answers
from dxcheck.model.snapshot import Answer

Q = questionnaire(item("gov-01"), item("gov-02"), item("svc-04", "svc", not_applicable=text("ない場合")))


def read(value: Any) -> dict[str, Answer]:
    """The answers in a JSON value."""
    return read_answers(json.dumps(value, ensure_ascii=False).encode(), Q)


def faults(value: Any) -> list[str]:
    """What is said about a JSON value."""
    with pytest.raises(FaultyAnswersError) as refused:
        read(value)
    return [str(fault) for fault in refused.value.faults]


def test_the_form_of_the_manual_is_taken() -> None:
    """Level with texts, not applicable with a reason, unknown; control characters are dropped."""
    answers = read(
        {
            "gov-01": {"level": 2, "evidence": "資料\x1b[31m", "comment": None, "target": 3},
            "svc-04": {"answer": "not_applicable", "reason": "組合が扱う"},
            "gov-02": {"answer": "unknown"},
        }
    )
    assert answers["gov-01"] == Answer(choice=2, evidence="資料[31m", target=3)
    assert answers["svc-04"] == Answer(choice="not_applicable", reason="組合が扱う")
    assert answers["gov-02"] == Answer(choice="unknown")


def test_every_fault_is_named_at_once() -> None:
    """Nine faults in three items."""
    said = faults(
        {
            "gov-1": {"level": 2},
            "gov-01": {"level": "2", "answer": "unknown", "evidence": 5, "colour": "red", "target": 7},
            "gov-02": {"answer": "not_applicable"},
            "svc-04": {"answer": "not_applicable"},
        }
    )
    wanted = [
        ("gov-1:", "もしかして gov-01"),
        ("gov-01", "level は0から5"),
        ("gov-01", "両方"),
        ("gov-01", "evidence は文字"),
        ("gov-01", "colour"),
        ("gov-01", "target は0から5"),
        ("gov-02", "該当なしを選べません"),
        ("gov-02", "reason"),
        ("svc-04", "reason"),
    ]
    for place, message in wanted:
        assert any(one.startswith(place) and message in one for one in said), (place, message, said)
    assert len(said) == len(wanted)


@pytest.mark.parametrize("level", [-1, 6, 2.0, 2.5, True, "2", [2]])
def test_a_level_is_a_whole_number_from_0_to_5(level: object) -> None:
    """Neither text nor true nor 2.0."""
    assert "0から5" in faults({"gov-01": {"level": level}})[0]


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        (b"", "空です"),
        (b"\xef\xbb\xbf  ", "空です"),
        (b"{", "1行目、2文字目"),
        (b"[]", "設問のIDごと"),
        (b"{}", "回答が1つもありません"),
        (b'{"gov-01": {}}', "回答が1つもありません"),
        ('{"gov-01": {"evidence": "資料"}}'.encode("cp932"), "UTF-8"),
        (b'{"gov-01": {"level": 1}, "gov-01": {"level": 2}}', "2回以上"),
        (b'{"gov-01": {"level": 1, "level": 2}}', "2回以上"),
        (b"[" * 100_000, "JSON"),
        (b'{"gov-01": 3}', "表の形"),
        (b" " * (LARGEST_ANSWER_FILE + 1), "大きすぎます"),
        (b'{"gov-01": {"level": NaN}}', "0から5"),
    ],
)
def test_a_file_that_is_no_file_of_answers_says_what_it_is(raw: bytes, wanted: str) -> None:
    """Empty, cut, another encoding, doubled keys, too deep, too large."""
    with pytest.raises(FaultyAnswersError, match=wanted):
        read_answers(raw, Q)


def test_a_byte_order_mark_does_no_harm() -> None:
    """Notepad leaves one."""
    assert read_answers(b'\xef\xbb\xbf{"gov-01": {"level": 1}}', Q)["gov-01"].level == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["gov-01", "svc-04", "level", "answer", "reason", "x"]), inner, max_size=4)
    ),
    max_leaves=15,
)


@given(JSON)
def test_any_json_is_answers_or_has_faults(value: Any) -> None:
    """Never another exception, never an answer out of range."""
    try:
        answers = read_answers(json.dumps(value).encode(), Q)
    except FaultyAnswersError as refused:
        assert refused.faults
    else:
        assert any(answer.is_answered for answer in answers.values())
        assert all(answer.level is None or 0 <= answer.level <= 5 for answer in answers.values())


@given(st.binary(max_size=60))
def test_any_bytes_are_answers_or_have_faults(raw: bytes) -> None:
    """Never another exception."""
    try:
        read_answers(raw, Q)
    except FaultyAnswersError as refused:
        assert refused.faults
