"""A text is found however it is spelled, and exactly what stands there is replaced."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dxcheck.model.spelling import Spelling, key_of

MIXED = st.text(st.sampled_from("山田ヤマﾔﾏｶﾞﾊﾟガパかがﾞ゛\u3099\u309aaAＡéÉe\u0301ßẞSs㈱㍿ 　\n\u200b\ufe00"), max_size=20)


@pytest.mark.parametrize(
    ("asked", "stored"),
    [
        ("山田太郎", "山田　太郎"),
        ("山田　太郎", "山田太郎"),
        ("山田 太郎", "山田\n太郎"),
        ("山田太郎", "山 田 太 郎"),
        ("山田太郎", "山田\r\n　　太郎"),
        ("鈴木", "鈴　木"),
        ("スズキ", "ｽｽﾞｷ"),
        ("ｽｽﾞｷ", "スズキ"),
        ("スズキ", "スス゛キ"),
        ("スズキ", unicodedata.normalize("NFD", "スズキ")),
        ("suzuki", "SUZUKI"),
        ("Ｓｕｚｕｋｉ", "suzu ki"),
        ("ＳＵＺＵＫＩ", "Suzuki"),
        ("(株)山田", "㈱山田"),
        ("山田", "山\u200b田"),
        ("辻", "辻\U000e0100"),
        ("090-1234", "０９０－１２３４"),
    ],
)
def test_a_name_is_found_in_every_spelling(asked: str, stored: str) -> None:
    """Alone, and in a sentence, of which everything else stays as it was."""
    assert Spelling(asked).replaced(stored, lambda _there: "〓") == "〓"
    assert Spelling(asked).replaced(f"　ｶﾅの {stored} さんと {stored}。\n", lambda _there: "〓") == "　ｶﾅの 〓 さんと 〓。\n"
    assert Spelling(asked).is_in(f"に{stored}が")


@pytest.mark.parametrize(
    ("asked", "stored"), [("クス", "クズ"), ("ハラ", "ﾊﾞﾗ"), ("Jose", "José"), ("山田", "山本田"), ("山田太郎", "山田")]
)
def test_another_name_is_another(asked: str, stored: str) -> None:
    """A voiced mark or an accent makes one."""
    assert not Spelling(asked).is_in(stored)
    assert Spelling(asked).replaced(stored, lambda _there: "") == stored


@given(MIXED, MIXED, MIXED)
@example("", "Aﾞ\u0301", "")
def test_every_spelling_is_gone(before: str, text: str, after: str) -> None:
    """Whatever stands around it; what is put there instead brings none back, and what was there comes out whole and in order."""
    whole, taken = f"{before}。{text}。{after}", []
    made = Spelling(text).replaced(whole, lambda there: taken.append(there) or "〓")  # type: ignore[func-returns-value]
    if not key_of(text):
        assert made == whole
        return
    assert taken
    assert all(key_of(text) in key_of(there) for there in taken)
    assert not Spelling(text).is_in(made)
    rebuilt = made
    for one in taken:
        rebuilt = rebuilt.replace("〓", one, 1)
    assert rebuilt == whole


@given(st.text(max_size=20))
def test_a_key_does_not_depend_on_how_it_is_written(text: str) -> None:
    """Apart or composed, with blanks in between, in capitals."""
    assert key_of(unicodedata.normalize("NFC", text)) == key_of(unicodedata.normalize("NFD", text))
    assert key_of(f" {text}\n") == key_of(text)
