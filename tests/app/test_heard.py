"""The words of the place where the keyboard is: all of another one, and only what is new of the same."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dxcheck.app.heard import AtCursor, Heard, box_in_words, in_one, newly_heard, of_all, undrawn

ROW = Heard(of="まだ見ていない設問", text="mom-01 認識の共有", state="選択中", place="3/6", key=1)
FIELD = Heard(of="回答者", text="企画課", kind="入力欄", written=AtCursor("企画課", 3), key=2)


def test_another_place_is_heard_whole() -> None:
    """With its heading first and its place in the list last."""
    assert ROW.since(None) == "まだ見ていない設問。mom-01 認識の共有。選択中。3/6"
    assert ROW.since(replace(ROW, key=5)) == ROW.since(None)
    assert ROW.since(ROW) == ""


@pytest.mark.parametrize(
    ("changed", "heard"),
    [
        ({"text": "mom-02", "place": "4/6"}, "mom-02。選択中。4/6"),
        ({"state": "", "place": "4/6"}, "4/6"),
        ({"of": "わからない", "text": "gov-01"}, "わからない。gov-01。選択中。3/6"),
    ],
)
def test_of_the_same_list_what_is_new_is_heard(changed: dict[str, str], heard: str) -> None:
    """From the first thing that changed on: a heading that stayed is not said again."""
    assert replace(ROW, **changed).since(ROW) == heard  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "heard"),
    [
        (AtCursor("企画課 ", 4), ""),
        (AtCursor("企画", 2), "課 を消しました"),
        (AtCursor("企課", 1), "画 を消しました"),
        (AtCursor("企画課", 1), "画"),
        (AtCursor("企画課", 3), ""),
        (AtCursor("次の行", 0, row=1), "次の行"),
        (AtCursor("", 0, row=1), "空の行"),
    ],
)
def test_in_a_field_the_cursor_is_heard_and_what_is_deleted(now: AtCursor, heard: str) -> None:
    """What is written was typed, and the screen reader has said it."""
    assert replace(FIELD, text=now.line, written=now).since(FIELD) == heard


def test_a_place_at_the_end_and_a_space_have_names() -> None:
    """They would be silence."""
    before = AtCursor("a b", 0)
    assert AtCursor("a b", 3).since(before) == "行の終わり"
    assert AtCursor("a b", 1).since(before) == "空白"
    assert AtCursor("ab", 1).since(AtCursor("a b", 2)) == "空白 を消しました"


def test_what_stands_below_something_new_is_heard_too() -> None:
    """Another item has levels of its own, even if the first is worded alike."""
    item, level = Heard(text="1/42 認識の共有"), Heard(text="0 未着手", place="1/7")
    other = replace(item, text="2/42 職員の声")
    assert newly_heard([item, level], [other, level]) == ["2/42 職員の声", "0 未着手。1/7"]
    assert newly_heard([item, level], [item, replace(level, text="1 個人の工夫", place="2/7")]) == ["1 個人の工夫。2/7"]
    assert newly_heard([], [item]) == ["1/42 認識の共有"]


def test_what_is_only_drawn_is_not_heard() -> None:
    """Bars, and spaces that set columns; brackets have words; sentences keep their ends."""
    assert undrawn("方針  2.1 ▁▁▍    3/5\u3000") == "方針 2.1 3/5"
    assert in_one(["終わりです。", "", "次", "3/6"]) == "終わりです。 次。3/6"
    assert [box_in_words(one) for one in ("[x]", "[ ]", "[3]", " 3 ")] == [("", "印あり"), ("", "印なし"), ("3", "選択中"), ("3", "")]
    assert box_in_words("[*]") == ("", "印あり")
    assert (of_all(0, 6), of_all(0, 0)) == ("1/6", "")
