"""この段の理由: how a descriptor is parted, and the sentence that ticks make of it."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxcheck.assessment.answer_file import FaultyAnswersError, read_answers
from dxcheck.assessment.copying import copy_patch
from dxcheck.assessment.drafting import changed
from dxcheck.assessment.why_level import as_begun, level_parts, numbered_parts, split_statements, why_in_words
from dxcheck.i18n import use
from dxcheck.model.edit import Edit
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import EMPTY, Answer
from dxcheck.questionnaire import Library, shipped_folder

LIBRARY = Library([shipped_folder()])
NOW, NEWER = (found for version in ("2026.1", "2027.1") if (found := LIBRARY.version("ehime-dx", version)) is not None)
"""One whose descriptors say two things or three, and one whose descriptors say one each."""
QUESTIONNAIRES = st.sampled_from([NOW, NEWER])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("一部の課で年1回以上聴き取り、共有の一覧に残している", ["一部の課で年1回以上聴き取り", "共有の一覧に残している"]),
        ("この1年に、全課の数字を見て、やり方を変えた例がある", ["この1年に、全課の数字を見て、やり方を変えた例がある"]),
        ("苦情があったとき、担当者が直している", ["苦情があったとき、担当者が直している"]),
        ("全職員（会計年度任用職員を含み、休職中を除く）の記録がある", ["全職員（会計年度任用職員を含み、休職中を除く）の記録がある"]),
        ("様式、手続き、台帳がそろっている", ["様式、手続き、台帳がそろっている"]),
        ("規程がある。全課が使える", ["規程がある。", "全課が使える"]),
        ("", [""]),
    ],
)
def test_a_descriptor_is_parted_where_it_says_two_things(text: str, parts: list[str]) -> None:
    """At a verb that goes on; never at a time, a condition, a list, or inside brackets."""
    assert split_statements(text) == parts


@given(st.text("あ聴き取り、（）「」。を残しているがに一覧Aa1 ", max_size=60))
def test_no_character_of_a_descriptor_is_lost(text: str) -> None:
    """Whatever it says: put together again with the commas, it is the whole."""
    parts = split_statements(text)
    at = 0
    for part in parts:
        at = text.find(part, at)
        assert at >= 0
        at += len(part)
    assert "".join(parts).replace("、", "") == text.replace("、", "")


@given(st.data(), QUESTIONNAIRES, st.sampled_from(["ja", "en"]))
def test_every_statement_is_said_once_and_on_its_side(data: st.DataObject, q: object, language: str) -> None:
    """What is missing of the next level is named as missing, what is there as there; without ticks nothing is said, and every tick that is kept is known."""
    assert isinstance(q, type(NOW))
    item = data.draw(st.sampled_from(q.ordered))
    level = data.draw(st.sampled_from(q.scale_of(item.id).values))
    use("en" if language == "en" else "ja")
    parts = level_parts(item.id, level, q)
    if level == 0:
        assert all(one.is_next for one in parts), "the lowest says what is not there"
    assert len({one.id for one in parts}) == len(parts)
    met = data.draw(st.sets(st.sampled_from([one.id for one in parts]))) if parts else set()
    said = why_in_words(item.id, Answer(choice=level, met=tuple(sorted(met))), q)
    assert bool(said) == bool(met)
    if not met:
        return
    missing = [one for one in parts if one.is_next and one.id not in met]
    for one in parts:
        quoted = f"「{one.text}」" if language == "ja" else f'"{one.text}"'
        if one.is_next:
            assert (quoted in said) == bool(missing), (quoted, said)
    if language == "ja":
        head, _sign, rest = said.partition("がまだです。")
        assert all(f"「{one.text}」" in head for one in missing)
        assert all(f"「{one.text}」" in rest for one in parts if one.is_next and one.id in met and missing)
        assert said.startswith(f"{level}です。")


def test_the_sentence_of_the_issue() -> None:
    """「2です。3には…がまだ」; with one statement a level it works from the levels, and what is half there is told."""
    assert why_in_words("mom-02", Answer(choice=2, met=("2.1", "2.2")), NOW) == (
        "2です。3には「全課で年1回以上聴き取り」「一覧を関係者が見られる」がまだです。"
    )
    assert why_in_words("mom-02", Answer(choice=2, met=("2.1", "3.1")), NOW) == (
        "2です。「共有の一覧に残している」は、これから確かめます。3には「一覧を関係者が見られる」がまだです。「全課で年1回以上聴き取り」はもう当てはまります。"
    )
    (own, following) = level_parts("mom-02", 2, NEWER)
    assert why_in_words("mom-02", Answer(choice=2, met=(own.id,)), NEWER) == f"2です。3には「{following.text}」がまだです。"
    assert why_in_words("mom-02", Answer(choice=2, met=("2.1", "3.1")), NEWER) == "2です。3の内容も、すべて当てはまります。"
    assert why_in_words("mom-02", Answer(choice=5, met=("5.1",)), NEWER) == "5です。"
    assert why_in_words("mom-02", Answer(choice="unknown", met=("2.1",)), NOW) == ""


def test_ticks_go_with_their_level_and_stay_with_it() -> None:
    """Another level takes them away, a text leaves them, the same level leaves them; 前回と同じ brings them along."""
    ticked = Answer(choice=2, met=("2.1",))
    assert changed(ticked, AnswerPatch(choice=3)).met == ()
    assert changed(ticked, AnswerPatch(choice="unknown")).met == ()
    assert changed(ticked, AnswerPatch(choice=2)).met == ("2.1",)
    assert changed(ticked, AnswerPatch(evidence="資料")).met == ("2.1",)
    assert changed(EMPTY, copy_patch(EMPTY, ticked, "ab")) == ticked
    assert copy_patch(EMPTY, ticked, "ab").taken_back(EMPTY).applied_to(ticked) == EMPTY


@given(*[st.sets(st.sampled_from(["2.1", "2.2", "3.1", "3.2"]))] * 3)
def test_two_people_at_one_answer_keep_each_others_ticks(began: set[str], mine: set[str], theirs: set[str]) -> None:
    """Each tick stands as whoever touched it left it."""
    before, other, own = (tuple(sorted(one)) for one in (began, theirs, mine))
    made = AnswerPatch(met=Edit(before, own)).applied_to(Answer(choice=2, met=other)).met
    assert set(made) == (theirs | (mine - began)) - (began - mine)


def test_files_bring_them_along_and_refuse_others() -> None:
    """As `snapshot show --json` writes them."""
    read = read_answers(b'{"mom-02": {"level": 2, "met": ["3.1", "2.1"]}}', NOW)
    assert read["mom-02"].met == ("2.1", "3.1")
    for wrong in (b'{"level": 2, "met": ["5.1"]}', b'{"level": 2, "met": "2.1"}', b'{"answer": "unknown", "met": ["2.1"]}'):
        with pytest.raises(FaultyAnswersError, match="met は"):
            read_answers(b'{"mom-02": ' + wrong + b"}", NOW)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"choice": 2, "met": ["x"]}, Answer)


def test_they_are_typed_by_number_however_they_are_parted() -> None:
    """Full width, commas, and nothing that is no such number."""
    parts = level_parts("mom-02", 2, NOW)
    assert as_begun(parts, ()) == ("2.1", "2.2")
    assert as_begun(parts, ("3.1",)) == ("3.1",)
    assert numbered_parts("１、３", parts) == ("2.1", "3.1")
    assert numbered_parts("0", parts) == ()
    assert numbered_parts("5", parts) is None
    assert numbered_parts("はい", parts) is None
