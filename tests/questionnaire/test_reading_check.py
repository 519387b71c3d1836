"""What `questionnaire check --strict` stops at, and what it lets pass."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from questionnaire.questionnaires import item, questionnaire, text

from dxcheck.model.calendar import months_later
from dxcheck.questionnaire import Framework, Item, Text, load_full, shipped_folder
from dxcheck.questionnaire.reading_check import AS_OF_MONTHS, KINDS, by_kind, outdated, stumbles
from dxcheck.questionnaire.vague_words import ENGLISH, JAPANESE

TODAY = dt.date(2026, 11, 26)
LEVELS = (
    "共有の記録を始めた課がない",
    "担当者の手元にだけ記録がある",
    "一部の課が年1回以上、共有の記録を残している",
    "全課が年1回以上、共有の記録を残している",
    "記録の件数を年1回以上見て、手順を変えた例がある",
    "直した手順を他市町が使っている",
)
STEPS = ("1つの課で話を聴く", "メモを1枚つくる", "様式を2つの課に渡す", "件数を1枚の表にする", "近い市町に様式を渡す")


def sound(**changed: Any) -> Item:
    """An item that a strict reader signs."""
    made = {
        "title": text("記録"),
        "levels": tuple(map(text, LEVELS)),
        "next_steps": tuple(map(text, STEPS)),
        "evidence": text("記録・手順書"),
    }
    return item("gov-01", **{**made, **changed})


def with_level(number: int, ja: str, en: str = "") -> Item:
    """The same with one level in other words."""
    return sound(levels=tuple(Text(ja, en) if n == number else text(one) for n, one in enumerate(LEVELS)))


def said(one: Item, **rest: Any) -> list[tuple[str, str]]:
    """Kind and place of what is said about an item."""
    return [(remark.kind, remark.place) for remark in stumbles(questionnaire(one, **rest), TODAY)]


def test_a_sound_item_is_left_alone() -> None:
    """Nothing is said where there is nothing to say."""
    assert said(sound()) == []


@pytest.mark.parametrize(
    ("level", "kind"),
    [
        ("全課が適切に行っている", "vague"),
        ("取組が地域に広がっている", "vague"),
        ("証明書などで使えるようにした", "vague"),
        ("全課が案内できる", "vague"),
        ("全庁の体制があり、控えからの復元を年1回試す", "joined"),
        ("合同研修の講師を担い、共同の調達が動いている", "joined"),
        ("全課の研修、不審なメールへの訓練、庁内の点検を年1回行っている", "joined"),
        ("主な手続の3割がオンラインで終わる", "undefined"),
        ("全職員が年1回学んでいる", "undefined"),
        ("全関係課が表を見ている", "undefined"),
        ("来年度に全課へ渡す予定である", "tense"),
        ("全課に渡していく", "tense"),
        ("長い" * 40, "length"),
    ],
)
def test_a_level_that_a_strict_reader_stops_at(level: str, kind: str) -> None:
    """Each kind, in the words of levels that were sent back."""
    assert (kind, "レベル3") in said(with_level(3, level))


@pytest.mark.parametrize(
    "level",
    [
        "四半期ごとの会議で全課の数字を見て、この1年にやり方か予算を変えた取組がある",
        "首長か幹部の方針が記録にあり、幹部会議で年1回以上、一部の課の取組を確かめている",
        "方針を全課に示し、幹部会議で四半期ごとに全課の進み具合を確かめている",
        "担当の名簿か会議の要綱はあるが、この1年に会議を開いた記録がない",
        "決裁済みの方針か計画に期間と目標があり、一部の課の取組に担当と期限がある",
        "会議の決定の実施率を年1回以上見て、体制か進め方を変えた例がある",
        "主な取組（年1件以上）の終わりに行い、共有の記録がある",
        "案のままか、決裁済みでも期間・目標・担当のどれかが書かれていない",
        "年次の予定表を全課が見ている",
        "公開前に試す決まりがあり、全課で行っている",
        "証明書の交付など3つ以上の手続で使っている",
        "3年先までの見込み額を全課が書いている",
        "全職員（会計年度任用職員を含む）が年1回学んでいる",
    ],
)
def test_a_level_that_a_strict_reader_signs(level: str) -> None:
    """What leads to what, a contrast, and a record of the same are one thing; what is bounded is bounded."""
    assert said(with_level(3, level)) == []


def test_english_is_read_too() -> None:
    """A vague or future English text is as bad as a Japanese one."""
    assert said(with_level(3, LEVELS[3], "All sections will keep records")) == [("tense", "レベル3")]
    assert said(with_level(3, LEVELS[3], "All sections regularly keep records")) == [("vague", "レベル3")]


def test_a_prompt_may_be_general() -> None:
    """Its levels say what is meant."""
    assert said(sound(prompt=text("職員の声を定期的に聴いていますか。"))) == []


def test_all_staff_may_be_bounded_once_for_the_whole_questionnaire() -> None:
    """Where the description says who is meant, no level must say it again."""
    one = with_level(3, "全職員が年1回学んでいる")
    assert said(one, description=text("全職員には会計年度任用職員を含みます。")) == []


def test_the_same_words_in_two_levels_are_named_with_the_first() -> None:
    """Also across items, and where only punctuation differs."""
    first, second = (
        sound(),
        item("gov-02", evidence=text("記録・表"), levels=(*map(text, LEVELS[:1]), *(text(f"別の段{n}") for n in range(5)))),
    )
    again = with_level(3, "一部の課が年1回以上・共有の記録を、残している")
    assert ("twice", "レベル3") in said(again)
    found = [remark for remark in stumbles(questionnaire(first, second), TODAY) if remark.kind == "twice"]
    assert [(one.item, one.place) for one in found] == [("gov-02", "レベル0")]
    assert "gov-01" in found[0].what


def test_a_next_step_that_only_repeats_its_level() -> None:
    """It must be something to do next week."""
    steps = (*map(text, STEPS[:2]), text("全課が年1回以上、共有の記録を残す"), *map(text, STEPS[3:]))
    assert ("step-repeats", "2からの次の一歩") in said(sound(next_steps=steps))


@pytest.mark.parametrize("evidence", ["記録", "未定・要確認", "-"])
def test_missing_hints_at_evidence(evidence: str) -> None:
    """One document is not enough for six levels."""
    assert said(sound(evidence=text(evidence))) == [("evidence", "根拠の例")]


def test_a_plan_whose_day_has_passed_is_no_plan() -> None:
    """In a reason and in the note of a framework; one whose day is to come may be a plan."""
    noted = Framework("P1", text("枠組み"), "3.0", TODAY, text("拡大は2026年9月からの予定とされていた。期限は2030年3月の予定。"))
    assert [(one.item, one.kind) for one in stumbles(questionnaire(sound(), frameworks=(noted,)), TODAY)] == [("P1", "tense")]
    assert said(sound(reason=text("移行のあとに費用が増える心配がある"))) == [("tense", "理由")]


def test_a_framework_is_outdated_after_eighteen_months() -> None:
    """On the very day it is not yet."""
    frameworks = (Framework("OLD", text("枠組み"), "1", dt.date(2025, 5, 25)), Framework("NEW", text("枠組み"), "1", dt.date(2025, 5, 26)))
    made = questionnaire(sound(references=("OLD",)), frameworks=frameworks)
    assert [one.id for one in outdated(made, months_later(TODAY, -AS_OF_MONTHS))] == ["OLD"]


PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60)


@given(st.lists(PLAIN, min_size=6, max_size=6), st.lists(PLAIN, min_size=5, max_size=5), PLAIN, PLAIN)
def test_whatever_is_written_can_be_read(levels: list[str], steps: list[str], reason: str, note: str) -> None:
    """No text makes it fail; every remark names a text that is there, says what and what to do; and reading twice says the same."""
    one = sound(levels=tuple(map(text, levels)), next_steps=tuple(map(text, steps)), reason=text(reason), evidence=text(reason))
    made = questionnaire(one, frameworks=(Framework("P1", text("枠組み"), "1", TODAY, text(note)),))
    found = stumbles(made, TODAY)
    assert stumbles(made, TODAY) == found
    for remark in found:
        assert remark.item in {"gov-01", "P1"}
        assert remark.place
        assert remark.what
        assert remark.advice
        assert remark.kind in KINDS
    assert sum(by_kind(found).values()) == len(found)


@given(st.permutations(range(6)), st.sampled_from([" ", "、", "。", "・", "「", "　"]))
def test_levels_in_the_same_words_are_found_wherever_they_stand(order: list[int], sign: str) -> None:
    """Position and punctuation do not hide them."""
    levels = list(LEVELS)
    levels[order[0]] = sign.join(levels[order[1]])
    assert any(kind == "twice" for kind, _place in said(sound(levels=tuple(map(text, levels)))))


def test_every_vague_word_has_its_reason() -> None:
    """Whoever is told that a word is vague is told why."""
    for word in (*JAPANESE, *ENGLISH):
        assert word.reason
        assert not word.pattern.search(""), word


def test_the_first_edition_is_stopped_at_where_a_review_stopped() -> None:
    """Items that a strict officer sent back are named; the ones signed as they stand are not."""
    edition = load_full(shipped_folder() / "ehime-dx.toml")
    assert edition.version == "2026.1"
    found = stumbles(edition, TODAY)
    stopped = {(one.item, one.kind) for one in found}
    assert {("sec-03", "joined"), ("sec-05", "joined"), ("hum-03", "joined"), ("sys-02", "tense"), ("svc-04", "vague")} <= stopped
    assert not any(one.item in {"gov-01", "gov-02", "gov-03", "hum-05"} for one in found)
