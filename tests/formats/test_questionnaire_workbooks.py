"""A questionnaire as a workbook, out and back: nothing is lost, and whatever is wrong is named at its cell."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from chance import tried
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import inspect
from questionnaire.questionnaires import Condition, item, questionnaire, two_by_three

from dxcheck import i18n
from dxcheck.formats.foreign_cells import UnreadableTableError
from dxcheck.formats.foreign_workbook import read_workbook
from dxcheck.formats.questionnaires.columns import HEADS, SHEETS, sheets_of
from dxcheck.formats.questionnaires.our_sheets import taken_from
from dxcheck.formats.questionnaires.taken import Taken
from dxcheck.formats.questionnaires.written import as_content, questionnaire_workbook
from dxcheck.questionnaire import Framework, Questionnaire, QuickCheck, Text, load_full, load_quick, shipped_folder
from dxcheck.questionnaire.model import Contradiction, InBoth, Replaces
from dxcheck.system.toml import FaultyFileError

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(lambda one: bool(one.strip())) | st.sampled_from(
    ["=1+1", "_x000D_", "x005F_", "<r>あ</r>", " 前後 ", "1", "2026-1", "はい", "a\r\nb", "行\n行", "𠮷", "'=", "\ufffe"]
)
TEXTS = st.builds(Text, WORDS, st.just("") | WORDS)
DAYS = st.dates()


def taken(raw: bytes) -> Taken:
    """What a workbook says."""
    return taken_from(read_workbook(raw))


def back(made: Questionnaire | QuickCheck) -> Questionnaire | QuickCheck:
    """A questionnaire written and read again, with nothing left unread."""
    found = taken(questionnaire_workbook(as_content(made)))
    assert found.notes == []
    return found.made(Path("票.xlsx"))


def edited(made: Questionnaire | QuickCheck, change: Callable[[Any], None]) -> bytes:
    """Its workbook, changed by another program."""
    book = openpyxl.load_workbook(io.BytesIO(questionnaire_workbook(as_content(made))))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def at(page: Any, row: int, head: str) -> Any:
    """The cell of a row under a head."""
    return page.cell(row, next(cell.column for cell in page[1] if cell.value == head))


def faults(raw: bytes) -> list[str]:
    """What is said about a workbook."""
    with pytest.raises(FaultyFileError) as refused:
        taken(raw).made(Path("票.xlsx"))
    return [str(one) for one in refused.value.faults]


# -- out and back ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ehime-dx.toml", "ehime-dx-2027.1.toml"])
def test_ours_come_back_as_they_were(name: str) -> None:
    """With the hash that answers were given to."""
    full = load_full(shipped_folder() / name)
    again = back(full)
    assert again == full
    assert again.hash == full.hash


def in_english_alone(value: Any) -> Any:
    """A questionnaire's content without its Japanese."""
    if isinstance(value, dict) and value and value.keys() <= {"ja", "en"}:
        return {"en": value.get("en") or value["ja"]}
    if isinstance(value, dict):
        return {key: in_english_alone(one) for key, one in value.items()}
    return [in_english_alone(one) for one in value] if isinstance(value, list | tuple) else value


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("is_written_in_english", [True, False], ids=["edition in English", "edition as written"])
def test_a_questionnaire_in_english_alone_comes_back(language: i18n.Language, *, is_written_in_english: bool) -> None:
    """Nothing is asked for in Japanese; what is a plain text stands under whichever head it was written."""
    i18n.use(language)
    made = msgspec.convert(in_english_alone(msgspec.to_builtins(two_by_three())), Questionnaire)

    def move(book: Any) -> None:
        page = book.worksheets[[one.title for one in book.worksheets].index(SHEETS[("frameworks",)] if language == "ja" else "Framework")]
        plain, english = (
            next(cell for cell in page[1] if head in str(cell.value))
            for head in (("版（日", "版（英") if language == "ja" else ("Version (J", "Version (E"))
        )
        page.cell(2, english.column).value, page.cell(2, plain.column).value = page.cell(2, plain.column).value, None

    found = taken(edited(made, move if is_written_in_english else lambda _book: None))
    assert found.made(Path("q.xlsx")) == made


def test_a_quick_check_comes_back_too() -> None:
    """Its kind stands in the first sheet."""
    quick = load_quick(shipped_folder() / "first-step.toml")
    assert back(quick) == quick


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_workbook_is_read_whatever_language_it_was_written_in(language: i18n.Language) -> None:
    """Sheets and heads are known by each of their names."""
    full = load_full(shipped_folder() / "ehime-dx-2027.1.toml")
    i18n.use(language)
    raw = questionnaire_workbook(as_content(full))
    for other in i18n.LANGUAGES:
        i18n.use(other)
        found = taken(raw)
        assert (found.notes, found.made(Path("x"))) == ([], full)


@settings(deadline=None, max_examples=tried(40))
@given(
    st.lists(
        st.tuples(TEXTS, st.none() | TEXTS, st.booleans(), st.floats(0.001, 10), st.lists(TEXTS, min_size=6, max_size=6)),
        min_size=1,
        max_size=4,
    ),
    TEXTS,
    st.builds(InBoth, ja=WORDS, en=WORDS) | WORDS,
    DAYS,
)
def test_nothing_is_lost_whatever_is_in_it(
    parts: list[tuple[Text, Text | None, bool, float, list[Text]]], title: Text, edition: str | InBoth, day: dt.date
) -> None:
    """Texts that look like formulas, escapes, numbers and days; days before spreadsheets begin; numbers with every digit."""
    items = [
        item(
            f"gov-{n:02}",
            prompt=prompt,
            title=title,
            reason=reason,
            sensitive=sensitive,
            weight=weight,
            levels=tuple(levels),
            conditions=(Condition("gov-00", at_least=n % 6),) if n else (),
            replaces=(Replaces("old", "2026.10", "split"), Replaces("older", "0.9", "merged")),
        )
        for n, (prompt, reason, sensitive, weight, levels) in enumerate(parts)
    ]
    made = questionnaire(
        *items,
        title=title,
        valid_from=day,
        frameworks=(Framework("P1", title, edition, day), Framework("P-2", title, "1", day, title)),
        priority=tuple(one.id for one in reversed(items)),
        contradictions=(Contradiction("c", (Condition("gov-00", 1), Condition("gov-01", at_most=2)), title),) if len(items) > 1 else (),
    )
    again = back(made)
    assert again == made
    assert again.hash == made.hash


def test_every_field_of_a_questionnaire_has_a_column_and_a_name() -> None:
    """So that whoever adds one to the model finds it here, and gives it a name."""
    for model in (Questionnaire, QuickCheck):
        sheets = sheets_of(model)
        assert [one.path for one in sheets if one.path not in SHEETS] == []
        columns = {(*one.path, str(column.path[0])) for one in sheets for column in one.columns} - {(*one.path, "owner") for one in sheets}
        assert {path[-1] for path in columns} <= set(HEADS)
        inner = {(*one.path,) for one in sheets}
        assert {path for path in leaves(inspect.type_info(model)) if path not in columns | inner} == set()


def leaves(kind: inspect.Type, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """The way to every field of a model, texts as one."""
    if isinstance(kind, inspect.Metadata):
        return leaves(kind.type, path)
    if isinstance(kind, inspect.UnionType):
        return set().union(*(leaves(one, path) for one in kind.types))
    if isinstance(kind, inspect.VarTupleType):
        return leaves(kind.item_type, path)
    if isinstance(kind, inspect.StructType) and not issubclass(kind.cls, Text):
        return set().union(*(leaves(one.type, (*path, one.encode_name)) for one in kind.fields))
    return {path}


@pytest.mark.crawl
def test_another_program_may_save_it(tmp_path: Path) -> None:
    """LibreOffice opens it and saves it anew: the same questionnaire comes back."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not on this machine")
    full = load_full(shipped_folder() / "ehime-dx-2027.1.toml")
    (tmp_path / "票.xlsx").write_bytes(questionnaire_workbook(as_content(full)))
    profile = (tmp_path / "profile").as_uri()
    command = [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved")]
    subprocess.run([*command, str(tmp_path / "票.xlsx")], check=True, capture_output=True, timeout=120)
    found = taken((tmp_path / "saved" / "票.xlsx").read_bytes())
    assert found.notes == []
    assert found.made(Path("x")) == full


# -- as people leave it ------------------------------------------------------------------------------------------------------


def test_full_width_digits_spaces_and_other_ways_to_write_are_understood() -> None:
    """An id with a space after it, １．５, 令和9年4月1日, ○, ids over lines."""

    def change(book: Any) -> None:
        page = book["設問"]
        at(page, 2, "ID").value = "ｇｏｖ－０１　"
        at(page, 2, "重み").value = "１．５"
        at(page, 3, "くわしく外に出さない").value = "○"
        at(page, 3, "聞く専門官の分野のID").value = "center，\ncenter "
        rows = {row[0].value: row[1] for row in book["診断票"].iter_rows()}
        rows["使いはじめる日"].value = "令和９年４月１日"
        book["枠組み"]["F2"].value = "2025.4.1"

    made = taken(edited(two_by_three(), change)).made(Path("x"))
    assert isinstance(made, Questionnaire)
    assert (made.items[0].id, made.items[0].weight, made.items[1].sensitive) == ("gov-01", 1.5, True)
    assert made.items[1].fields == ("center", "center")
    assert (made.valid_from, made.frameworks[0].as_of) == (dt.date(2027, 4, 1), dt.date(2025, 4, 1))


def test_rows_and_columns_may_be_moved_and_sheets_too() -> None:
    """The heads say what is under them, wherever they are; blank rows are nothing."""

    def change(book: Any) -> None:
        page = book["設問"]
        page.move_range(page.dimensions, rows=2, cols=1)
        page.cell(2, 1).value = None
        page.insert_rows(6)
        book.move_sheet("設問", offset=-5)

    assert taken(edited(two_by_three(), change)).made(Path("x")) == two_by_three()


def test_cells_that_are_merged_say_the_same_for_every_row() -> None:
    """A dimension that stands once beside its three items."""

    def change(book: Any) -> None:
        page = book["設問"]
        letter = at(page, 2, "分野のID").column_letter
        page.merge_cells(f"{letter}2:{letter}4")

    assert taken(edited(two_by_three(), change)).made(Path("x")) == two_by_three()


def test_a_hidden_sheet_is_read_and_said() -> None:
    """People hide what they are done with."""

    def change(book: Any) -> None:
        book["枠組み"].sheet_state = "hidden"

    found = taken(edited(two_by_three(), change))
    assert found.notes == ["シート「枠組み」は表示されていませんが、読みました。"]
    assert found.made(Path("x")) == two_by_three()


def test_what_is_not_read_is_named() -> None:
    """A sheet, a column, a remark beside the heads, a line of the first sheet."""

    def change(book: Any) -> None:
        book.create_sheet("覚え")["A1"] = "あとで"
        page = book["設問"]
        column = page.max_column + 1
        page.cell(1, column).value = "担当"
        page.cell(3, column).value = "山田"
        page.cell(4, column + 2).value = "要相談"
        book["診断票"]["A30"], book["診断票"]["B30"] = "作成者", "センター"

    found = taken(edited(two_by_three(), change))
    said = "\n".join(found.notes)
    assert "シート「覚え」は読みませんでした" in said
    assert "見出し「担当」の列（1行）" in said
    assert "見出しのない所" in said
    assert "シート「診断票」のB30" in said
    assert len(found.notes) == 4
    assert found.made(Path("x")) == two_by_three()


def test_a_formula_counts_as_what_it_came_to_and_is_never_worked_out() -> None:
    """The value that the other program kept; where it kept none, that is a fault at the cell, and so is an error."""

    def change(book: Any) -> None:
        page = book["設問"]
        at(page, 2, "重み").value = "=1+1"
        at(page, 3, "理由（日本語）").value = "#REF!"
        at(page, 3, "理由（日本語）").data_type = "e"

    said = faults(edited(two_by_three(), change))
    assert len(said) == 2
    assert "式の結果が保存されていません" in said[0]
    assert said[0].startswith("シート「設問」の")
    assert "#REF!" in said[1]


# -- faults ------------------------------------------------------------------------------------------------------------------


def test_every_fault_is_named_at_its_cell_and_all_at_once() -> None:
    """Of one cell alone (a number, a day, a word), of shape (an id, a length), and of meaning (who is named must be there)."""

    def change(book: Any) -> None:
        page = book["設問"]
        at(page, 2, "重み").value = "三"
        at(page, 3, "根拠の例（日本語）").value = "　"
        at(page, 4, "分野のID").value = "nowhere"
        at(page, 5, "ID").value = "大文字"
        at(page, 6, "参照する枠組みのID").value = "P9"
        at(page, 7, "設問文（日本語）").value = "長" * 401
        book["枠組み"]["F2"].value = "いつか"
        book["分野"]["F2"].value = "nobody"

    said = faults(edited(two_by_three(), change))
    expected = {
        "シート「枠組み」のF2": "日付ではありません",
        "シート「分野」のF2": "専門官の分野「nobody」は一覧にありません",
        "シート「設問」のB4": "分野「nowhere」は一覧にありません",
        "シート「設問」のA5": "IDや版として使えない文字",
    }
    for place, message in expected.items():
        assert any(one.startswith(f"{place}:") and message in one for one in said), (place, said)
    for message in (
        "「三」は数ではありません",
        "空です。必ず書いてください",
        "枠組み「P9」は一覧にありません",
        "文が長すぎます（401文字、400文字まで）",
    ):
        assert sum(message in one for one in said) == 1, (message, said)
    assert len(said) == 8


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_faults_are_told_in_the_order_of_the_workbook_and_none_because_of_another(language: i18n.Language) -> None:
    """An id that cannot be one is a fault where it stands, not again wherever it is named."""
    i18n.use(language)
    made = questionnaire(item("gov-01"), item("gov-02", conditions=(Condition("gov-01", 2),)))

    def change(book: Any) -> None:
        page = book.worksheets[5]
        page["A2"] = "だめ"
        page["B3"] = "nowhere"
        at_references = next(cell.column for cell in page[1] if cell.value in ("参照する枠組みのID", "Ids of frameworks"))
        page.cell(3, at_references).value = "P8、P9"
        book.worksheets[6]["B2"] = "だめ"
        book.worksheets[1]["A2"] = None

    said = faults(edited(made, change))
    expected = [("A2:", ""), ("A2:", "だめ"), ("B3:", "nowhere"), ("3:", "P8"), ("3:", "P9")]
    assert [place in one and what in one for one, (place, what) in zip(said, expected, strict=True)] == [True] * 5, said


def test_a_head_or_a_sheet_that_is_missing_or_there_twice_is_named() -> None:
    """Once, not once a row."""

    def change(book: Any) -> None:
        page = book["設問"]
        at(page, 1, "根拠の例（日本語）").value = "見せるもの"
        at(page, 1, "重み").value = "理由（日本語）"
        del book["専門官の分野"]

    said = faults(edited(two_by_three(), change))
    assert sum("見出しがありません: 根拠の例（日本語）" in one for one in said) == 1
    assert sum("見出し「理由（日本語）」が2つあります" in one for one in said) == 1
    assert sum("シート「専門官の分野」がありません" in one for one in said) == 1


@pytest.mark.parametrize("head", ["ID", "分野のID", "題（日本語）", "設問文（日本語）", "根拠の例（日本語）"])
def test_a_column_that_was_deleted_is_told_at_its_head_and_nowhere_else(head: str) -> None:
    """Not once more in every row, nor in the words of the file."""

    def change(book: Any) -> None:
        page = book["設問"]
        page.delete_cols(at(page, 1, head).column)

    (said,) = (one for one in faults(edited(two_by_three(), change)) if "「設問」" in one)
    assert f"見出しがありません: {head}" in said


def test_a_text_that_is_not_there_is_told_as_an_empty_cell() -> None:
    """In the language that the whole is written in; the other may be empty."""

    def change(book: Any) -> None:
        at(book["設問"], 2, "題（日本語）").value = None
        at(book["設問"], 3, "題（英語）").value = None

    (said,) = faults(edited(two_by_three(), change))
    assert "空です。必ず書いてください" in said


def test_a_file_without_anything_is_said_to_be_empty() -> None:
    """Not to be another kind of file."""
    with pytest.raises(UnreadableTableError, match="空です"):
        read_workbook(b"")


def test_a_row_of_nobody_is_named() -> None:
    """A condition of an item that is not in the sheet of items."""
    made = questionnaire(item("gov-01"), item("gov-02", conditions=(Condition("gov-01", 2),)))

    def change(book: Any) -> None:
        book["設問の条件"]["A2"].value = "gov-99"

    assert faults(edited(made, change)) == ["シート「設問の条件」のA2: ID「gov-99」の行がほかのシートにありません。IDを確かめてください"]


def test_a_sheet_of_thousands_of_rows_is_told_at_once() -> None:
    """It is no questionnaire's; what stands in its first rows is still looked at."""

    def change(book: Any) -> None:
        for row in range(2, 5000):
            book["枠組み"].cell(row, 1).value = f"F{row}"

    said = faults(edited(two_by_three(), change))
    assert said[0].startswith("シート「枠組み」のA2001: 行が多すぎます（2000行まで）")


@pytest.mark.parametrize("wrong", ["ない", "空"])
def test_a_workbook_that_is_no_questionnaire_is_told(wrong: str) -> None:
    """What it should be, in a sentence."""

    def change(book: Any) -> None:
        if wrong == "ない":
            book["診断票"].title = "Sheet1"
        else:
            for row in book["設問"].iter_rows():
                for cell in row:
                    cell.value = None

    said = faults(edited(two_by_three(), change))
    assert any("シート「診断票」がありません" in one if wrong == "ない" else "見出しの行が見つかりません" in one for one in said)


@settings(deadline=None, max_examples=tried(40))
@given(st.data())
def test_whatever_stands_in_a_cell_it_is_taken_or_told(data: st.DataObject) -> None:
    """Never anything else, and never another cell's name."""
    made = two_by_three()

    def change(book: Any) -> None:
        page = book[data.draw(st.sampled_from(book.sheetnames))]
        row, column = data.draw(st.integers(1, page.max_row)), data.draw(st.integers(1, page.max_column))
        value = data.draw(
            st.sampled_from(["", "=1/0", "#N/A", -1, 1e300, 0.5, True, dt.date(2026, 4, 1), "gov-01", "あ" * 500, "ID", "はい"])
        )
        page.cell(row, column).value = value

    found = taken(edited(made, change))
    try:
        found.made(Path("x"))
    except FaultyFileError as problem:
        assert problem.faults
        assert all(one.message for one in problem.faults)
