"""What of a text is kept: every character of somebody's name, the same on every machine, and nothing changed without a word."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxcheck.model.text import cleaned, cleaned_line, plain_lines, remarks
from dxcheck.system.control_characters import ACTING

ROOT = Path(__file__).parents[2]
ANYTHING = st.text(st.characters(), max_size=40)
SUM = """
import hashlib
from dxcheck.model.text import plain_lines, remarks
every = "".join(map(chr, range(0x110000)))
kept = plain_lines(every)
print(len(kept), hashlib.sha256(ascii((kept, remarks(every))).encode()).hexdigest())
"""


@pytest.mark.parametrize(
    "name",
    [
        "企画課　情報係　係長",
        "髙橋　﨑 𠮷野",
        "葛\U000e0100城市",
        "辻\ufe00村",
        "か\u3099か\u309a",
        "👩\u200d💻",
        "外字\ue000\U000f0000",
        "\U0002ebf0と\U00031350",
        "R8\u00a0年度",
        "１２３　ｱｲｳ",
    ],
)
def test_every_character_of_a_name_is_kept(name: str) -> None:
    """Wide spaces, variants, joined marks, 外字, characters that this Python's Unicode does not know."""
    assert cleaned(name) == name
    assert cleaned_line(name) == name


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_a_line_break_of_word_or_a_web_page_stays_a_line_break(end: str) -> None:
    """Two lines do not run into one."""
    assert cleaned(f"1行目{end}2行目") == "1行目\n2行目"
    assert cleaned_line(f"企画課{end}係長") == "企画課 係長"


def test_the_first_line_stays_indented_and_blanks_around_go() -> None:
    """A paragraph begins with a wide space in Japanese; blank lines before it and blanks after it mean nothing."""
    assert cleaned("\n　\n　はじめに\n　次に　\n\n") == "　はじめに\n　次に"
    assert cleaned(" 　\n ") == ""
    assert cleaned_line("　企画課 　") == "企画課"


@pytest.mark.parametrize(
    "hidden", ["\x1b", "\x07", "\u202e", "\u2066", "\u200b", "\ufeff", "\ud800", "\uffff", "\ufdd0", "\u00ad", "\U000e0041"]
)
def test_what_acts_or_cannot_be_seen_goes_with_a_word(hidden: str) -> None:
    """And the word names it."""
    text = f"今治{hidden}市"
    assert cleaned(text) == "今治市"
    assert remarks(text) == [f"保存できない文字を1字取り除きました（U+{ord(hidden):04X}）。"]


def test_what_others_may_not_see_is_said_and_kept() -> None:
    """外字 at once when they are written; a break of Word too. An ordinary text needs no words."""
    assert "U+E000" in remarks("山\ue000市")[0]
    assert "ふつうの改行" in remarks("あ\x0bい")[0]
    assert remarks("企画課　情報係\r\n👩\u200d💻 葛\U000e0100城") == []


@given(ANYTHING)
def test_nothing_is_changed_without_a_word(text: str) -> None:
    """What is said nothing about is kept, apart from the blanks around it and how a line ends."""
    if not remarks(text):
        assert plain_lines(text) == text.replace("\r\n", "\n").replace("\r", "\n")


@given(ANYTHING)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """What is stored is never changed again, holds nothing that acts, and a line is one line."""
    once = cleaned(text)
    assert cleaned(once) == once
    assert not remarks(once) or "外字" in remarks(once)[0]
    assert not re.search(ACTING, once)
    assert "\n" not in cleaned_line(text)
    assert cleaned_line(cleaned_line(text)) == cleaned_line(text)


def _other_pythons() -> list[Path]:
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    return [one for minor in range(11, 15) for one in sorted(versions.glob(f"3.{minor}.*/bin/python"))]


@pytest.mark.skipif(not _other_pythons(), reason="only one Python on this machine")
def test_what_is_kept_does_not_depend_on_the_python() -> None:
    """All 1,114,112 characters, in every Python of this machine."""
    said = {}
    for python in [Path(sys.executable), *_other_pythons()]:
        done = subprocess.run([python, "-c", SUM], cwd=ROOT, capture_output=True, text=True, check=True, encoding="utf-8")
        said[str(python)] = done.stdout
    assert len(set(said.values())) == 1, said
