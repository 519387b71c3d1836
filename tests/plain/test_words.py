"""What is typed is understood however it is typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain.talk import talk

from dxcheck.app.staff.questions import QuestionScreen
from dxcheck.app.staff.ways import FROM_HOME
from dxcheck.desk import StaffDesk
from dxcheck.plain import agreed, comparing, home, questions, quick, result, review, sheets
from dxcheck.plain.words import ANYWHERE, Saying, Typed, as_typed, is_no, is_yes, number_of

TABLES = {
    "actions": agreed.AT_ACTION,
    "comparison": comparing.AT_COMPARISON,
    "home": home.AT_HOME,
    "item": questions.AT_ITEM,
    "result": result.AT_RESULT,
    "review": review.AT_REVIEW,
    "quick check": quick.AT_QUICK,
    "sheets": sheets.AT_SHEETS,
}
WIDE = str.maketrans({chr(narrow): chr(narrow + 0xFEE0) for narrow in range(0x21, 0x7F)} | {" ": "\u3000"})


@pytest.mark.parametrize("typed", ["3", "３", "③", "三", " 3 ", "3。", "３、", "\u30003"])
def test_a_level_is_understood_in_any_width(typed: str) -> None:
    """Full-width digits, circled ones, kanji, and what an input method leaves behind them."""
    assert as_typed(typed, questions.AT_ITEM) == Typed("number", "3")


@pytest.mark.parametrize(
    ("typed", "action"),
    [
        ("ｋ", "unknown"),
        ("K", "unknown"),
        ("わからない", "unknown"),
        ("次", "next"),
        ("つぎ。", "next"),
        ("前", "previous"),
        ("もどる", "back"),
        ("戻る", "back"),
        ("？", "help"),
        ("。", "again"),
        ("ＮＥＸＴ", "next"),
        ("Previous", "previous"),
        ("ｑｕｉｔ", "quit"),
        ("終わる", "quit"),
        ("", ""),
        ("\u3000 ", ""),
        ("ほげ", "?"),
        ("12345678", "?"),
    ],
)
def test_words_and_letters_mean_the_same_with_an_input_method_on(typed: str, action: str) -> None:
    """Japanese words beside letters, wide or narrow, upper or lower case."""
    assert as_typed(typed, (*questions.AT_ITEM, *ANYWHERE)).action == action


def test_a_vowel_of_an_input_method_is_the_letter_only_where_it_can_be_nothing_else() -> None:
    """「あ」 may be the key 3 of somebody who types kana: where 3 is an answer it is asked again."""
    assert as_typed("お", home.AT_HOME).action == "?"
    assert as_typed("う", (Saying("undo", ("u",), "x"),)).action == "?"
    assert as_typed("ｕ", home.AT_HOME).action == "bring_back"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("e 情報化計画.pdf", Typed("evidence", "情報化計画.pdf")),
        ("ｅ\u3000Ａ社の見積", Typed("evidence", "Ａ社の見積")),
        ("根拠 記録", Typed("evidence", "記録")),
        ("/ 12", Typed("find", "12")),
        ("／窓口", Typed("find", "窓口")),
        ("/12", Typed("find", "12")),
        ("k すぐ", Typed("?", "k すぐ")),
    ],
)
def test_what_stands_behind_a_word_is_kept_as_it_was_typed(typed: str, wanted: Typed) -> None:
    """Only the word is as_compared; a text keeps its width and case."""
    assert as_typed(typed, questions.AT_ITEM) == wanted


@given(st.text(max_size=30), st.sampled_from(sorted(TABLES)))
def test_nothing_that_can_be_typed_breaks_it(typed: str, table: str) -> None:
    """Whatever it is, it is something that the place knows, or is said not to be understood."""
    known = {one.action for one in (*TABLES[table], *ANYWHERE)}
    assert as_typed(typed, (*TABLES[table], *ANYWHERE)).action in known | {"", "number", "?"}


@given(st.sampled_from(sorted(TABLES)), st.data())
def test_a_wide_word_is_the_narrow_one(table: str, data: st.DataObject) -> None:
    """For every word of every place."""
    sayings = (*TABLES[table], *ANYWHERE)
    word = data.draw(st.sampled_from([word for one in sayings for word in one.words]))
    assert as_typed(word.upper().translate(WIDE), sayings) == as_typed(word, sayings)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_no_word_means_two_things_at_one_place(table: str) -> None:
    """Nor does a place take a word that is understood everywhere."""
    words = [word for one in (*TABLES[table], *ANYWHERE) for word in one.words]
    assert len(words) == len(set(words))
    assert all(word == unicodedata.normalize("NFKC", word).casefold() for word in words), "compared in this form"


def test_yes_and_no() -> None:
    """In both languages and any width; anything else is neither."""
    assert all(map(is_yes, ("はい", "ｙ", "YES", "はい。")))
    assert all(map(is_no, ("いいえ", "ｎ", "No", "やめる")))
    assert not is_no("ん"), "somebody who types kana may have meant y"
    assert not is_yes("3")
    assert not is_no("")
    assert number_of("４２") == 42
    assert number_of("四二") is None


def test_whatever_the_screens_have_from_home_is_there_line_by_line_under_the_same_letter() -> None:
    """A new way from home needs a saying, too."""
    letters = {one.action: one.words[0] for one in home.AT_HOME}
    assert {one.action for one in FROM_HOME} - letters.keys() == set()
    assert [one.action for one in FROM_HOME if letters[one.action] not in one.keys] == []


@pytest.mark.parametrize("saying", home.AT_HOME, ids=lambda one: one.action)
def test_whatever_can_be_said_at_home_leads_somewhere(desk: StaffDesk, saying: Saying) -> None:
    """A saying without a place would be understood, and nothing done."""
    begun = talk(desk, "終わる").code
    assert talk(desk, saying.words[0]).code == begun == 0


def test_an_item_is_answered_with_the_letters_of_the_screen() -> None:
    """Level by number; what has no letter there (arrows, the mouse, Enter) has a word here."""
    letters = {one.words[0] for one in (*questions.AT_ITEM, *ANYWHERE)}
    there = {key for one in QuestionScreen.TABLE for key in one.keys if len(key) == 1 and not key.isdecimal()}
    assert there <= letters
