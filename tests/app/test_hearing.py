"""What is heard of the real app, with the keyboard alone."""

from __future__ import annotations

from app.people import Open, Person

from dxcheck.app.widgets.heatmap import HeatCell, Heatmap, HeatRow
from dxcheck.desk import StaffDesk


def heard(person: Person) -> list[str]:
    """What is new."""
    return person.app.hearing.since()


async def test_each_kind_of_place_says_what_it_is(open_app: Open, desk: StaffDesk) -> None:
    """A button, levels, a text of several lines, what is found, a list, fields of a form, a choice of a few; and nothing twice."""
    async with open_app(desk) as person:
        assert heard(person)[-1] == "かんたん診断（q）。ボタン"
        await person.press("s")
        opened = heard(person)
        assert opened[0] == "診断"
        assert opened[-1].endswith("1/7")
        assert heard(person) == []
        await person.press("down", "3")
        said = heard(person)
        assert said[0].startswith("mom-01 を「3 全庁で実施」と回答しました")
        assert "保存済み" in said
        await person.press("t")
        assert heard(person)[-1].startswith("3年後の目標。0 未着手。")
        await person.press("escape", "left")
        heard(person)
        await person.press("down")
        assert heard(person) == ["4 測って改善。全課の職員にアンケートを年1回取り、幹部会議で見て説明を直した例がある。5/7"]
        await person.press("n")
        assert "「該当なし」は選べません" in heard(person)[0]
        await person.press("e")
        assert "入力欄" in heard(person)[-1]
        await person.type("説明会")
        assert heard(person) == []
        await person.press("backspace")
        assert heard(person) == ["会 を消しました"]
        await person.press("escape")
        assert "根拠（e）。説明" in heard(person)
        await person.press("ctrl+k")
        heard(person)
        await person.type("窓口")
        assert heard(person)[-1].startswith("svc-02")
        await person.press("escape", "p", "down")
        assert heard(person)[-1].endswith("2/49")
        await person.press("ctrl+s", "tab")
        assert "確認者（課・係・職名）。例: 企画課 情報係 主査。入力欄" in heard(person)[-1]
        await person.press("enter")
        assert heard(person)[0] == "「確認者（課・係・職名）」を入力してください。"


async def test_who_comes_anew_hears_everything(open_app: Open, desk: StaffDesk) -> None:
    """A page that was reloaded has a screen reader that has heard nothing."""
    async with open_app(desk) as person:
        first = heard(person)
        person.app.hearing.forget()
        assert heard(person) == first


def test_a_table_of_figures_says_row_and_column() -> None:
    """The cell under the cursor, and which row of how many."""
    table = Heatmap()
    table._heads, table.values = ("方針", "人材"), ("a", "b")
    table._row_of = {
        "a": HeatRow("a", "今治市", (HeatCell("2.1"), HeatCell("1.0"))),
        "b": HeatRow("b", "伊予市", (), remark="未提出"),
    }.__getitem__
    assert table.heard.words == ("今治市", "方針。2.1", "", "", "1/2")
    table.row, table.column = 1, 1
    assert table.heard.words == ("伊予市。未提出", "人材", "", "", "2/2")
