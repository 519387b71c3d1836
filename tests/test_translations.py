"""Both languages say everything."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import dxcheck
from dxcheck import i18n

PACKAGE = Path(dxcheck.__file__).parent
KEYWORDS = {"_": None, "_n": (1, 2), "_c": ((1, "c"), 2), "N_": None}


@cache
def english() -> Catalog:
    """The English catalogue."""
    with (PACKAGE / "locale" / "en" / "LC_MESSAGES" / "dxcheck.po").open("rb") as opened:
        return read_po(opened, locale="en")


@cache
def in_the_code() -> set[str]:
    """Every source string in the code, the singular of those that count."""
    found = extract_from_dir(PACKAGE, method_map=[("**.py", "python"), ("**/templates/**.html", "jinja2")], keywords=KEYWORDS)
    return {message if isinstance(message, str) else message[0] for _file, _line, message, _comments, _context in found}


def test_every_source_string_has_an_english_translation() -> None:
    """And none is left over that the code no longer has."""
    catalogue = {(m.id if isinstance(m.id, str) else m.id[0]): m.string for m in english() if m.id}
    assert sorted(in_the_code() - catalogue.keys()) == []
    assert sorted(catalogue.keys() - in_the_code()) == []
    empty = [key for key, text in catalogue.items() if not (text if isinstance(text, str) else all(text))]
    assert empty == []


def test_translations_fill_in_the_same_names() -> None:
    """A `{name}` in one language is there in the other: otherwise a number would be missing on the screen. `{Name}` is the same, at the beginning of a sentence."""
    written = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")

    def names(text: str) -> set[str]:
        return {one[:1].lower() + one[1:] for one in written.findall(text)}

    for message in english():
        if message.id:
            source = message.id if isinstance(message.id, str) else message.id[0]
            texts = [message.string] if isinstance(message.string, str) else list(message.string)
            for text in texts:
                assert names(text) == names(source), source


def test_english_has_no_japanese_left() -> None:
    """No kana or kanji in an English text."""
    for message in english():
        texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
        for text in texts:
            assert not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", text), text


def test_japanese_on_the_screen_has_no_forbidden_words() -> None:
    """Nothing shames and nothing ranks."""
    for text in in_the_code():
        for word in ("遅れ", "順位", "最下位", "劣", "落第", "不合格", "ある程度"):
            assert word not in text, text


def test_the_language_is_chosen_by_option_then_variable_then_locale() -> None:
    """Japanese unless something says English."""
    choose = i18n.choose
    assert choose([], {}) == "ja"
    assert choose([], {"LANG": "C.UTF-8"}) == "ja"
    assert choose([], {"LANG": "en_GB.UTF-8"}) == "en"
    assert choose([], {"LANG": "en_GB.UTF-8", "DXCHECK_LANG": "ja"}) == "ja"
    assert choose(["check", "--lang", "en"], {"DXCHECK_LANG": "ja"}) == "en"
    assert choose(["--lang=en"], {}) == "en"
    assert choose(["submit", "--", "--lang", "en"], {}) == "ja"


def test_switching_the_language_switches_counts_too() -> None:
    """One day, two days; Japanese has one form."""
    assert i18n._n("あと{n}日", "あと{n}日", 1) == "あと1日"
    i18n.use("en")
    assert i18n._n("あと{n}日", "あと{n}日", 1) == "1 day left"
    assert i18n._n("あと{n}日", "あと{n}日", 2) == "2 days left"
    assert i18n._("まだ翻訳のない文") == "まだ翻訳のない文"


def test_english_begins_a_sentence_with_a_capital_letter_where_the_catalogue_says_so() -> None:
    """The first half is named in the middle of sentences, and at the beginning of some."""
    i18n.use("en")
    begins = i18n._("{cycle}の診断が始まります", cycle="first half of FY2026")
    assert begins == "First half of FY2026 begins"
    assert i18n._("{cycle}（{day}提出）", cycle="first half of FY2026", day="3 June") == "first half of FY2026 (submitted 3 June)"
    opens = i18n._c("opens a line", "{cycle}（{day}提出）", cycle="first half of FY2026", day="3 June")
    assert opens == "First half of FY2026 (submitted 3 June)"
    i18n.use("ja")
    assert i18n._("{cycle}の診断が始まります", cycle="令和8年度前期") == "令和8年度前期の診断が始まります"


def test_the_words_that_were_decided_are_used_throughout() -> None:
    """Persons are 回答者 and 確認者, a network's address is アドレス (住所 is where somebody lives), figures are counted in 件."""
    former = ("答えた人", "確かめた人", "住所", "ブラウザーに渡し", "2つの欄で違", "平均 {n}個", "別の形")
    assert [(one, text) for text in sorted(in_the_code()) for one in former if one in text] == []
