"""`dxcheck questionnaire to-xlsx` and `from-xlsx`, as centre staff run them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import tomli_w
from click.testing import CliRunner, Result
from questionnaire.questionnaires import two_by_three

from dxcheck.cli.root import root
from dxcheck.formats.questionnaires.written import as_content, questionnaire_workbook
from dxcheck.questionnaire import load_full, shipped_folder


def run(*arguments: str | Path) -> Result:
    """Run one of the two in this process."""
    return CliRunner().invoke(root, ["questionnaire", *map(str, arguments)], prog_name="dxcheck")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with data of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DXCHECK_DATA", str(tmp_path / "data"))
    return tmp_path


def with_fault(folder: Path) -> Path:
    """A workbook whose second item has a weight in words."""
    book = openpyxl.load_workbook(io.BytesIO(questionnaire_workbook(as_content(two_by_three()))))
    page: Any = book["設問"]
    page.cell(3, next(cell.column for cell in page[1] if cell.value == "重み")).value = "おもい"
    path = folder / "直す.xlsx"
    book.save(path)
    return path


def test_the_one_in_use_goes_out_under_its_name_and_comes_back(here: Path) -> None:
    """Without an id it is the questionnaire in use."""
    out = run("to-xlsx", "--version", "2027.1")
    assert (out.exit_code, out.output) == (0, "ehime-dx-2027.1.xlsx に書き出しました。\n")
    assert run("from-xlsx", "ehime-dx-2027.1.xlsx", "-o", "票.toml").exit_code == 0
    assert load_full(here / "票.toml") == load_full(shipped_folder() / "ehime-dx-2027.1.toml")


@pytest.mark.parametrize("asked", ["first-step", "small.toml"])
def test_a_quick_check_and_a_file_go_out_too(here: Path, asked: str) -> None:
    """Named by id, or by the file's name."""
    (here / "small.toml").write_text(tomli_w.dumps(as_content(two_by_three())), encoding="utf-8")
    assert run("to-xlsx", asked, "-o", "表.xlsx").exit_code == 0
    assert run("from-xlsx", "表.xlsx").output.startswith('kind = "')


def test_a_fault_is_told_with_sheet_and_cell_and_nothing_is_written(here: Path) -> None:
    """Exit 1; what was there before is still there."""
    (here / "票.toml").write_text("前のもの", encoding="utf-8")
    done = run("from-xlsx", with_fault(here), "-o", "票.toml", "--force")
    assert done.exit_code == 1
    assert "1か所に誤りがあります" in done.output
    assert "シート「設問」のAN3: 「おもい」は数ではありません。半角の数字で書いてください" in done.output
    assert (here / "票.toml").read_text(encoding="utf-8") == "前のもの"


def test_what_was_not_read_is_said_beside_the_result(here: Path) -> None:
    """On standard error, so that the result can be piped."""
    book = openpyxl.load_workbook(io.BytesIO(questionnaire_workbook(as_content(two_by_three()))))
    book.create_sheet("覚え")["A1"] = "あとで"
    book.save(here / "表.xlsx")
    done = run("from-xlsx", "表.xlsx")
    assert done.exit_code == 0
    assert "注意: シート「覚え」は読みませんでした。" in done.stderr
    assert "覚え" not in done.stdout


def test_an_xlsform_becomes_a_workbook_to_finish(here: Path) -> None:
    """As TOML it is not yet one, which is said with what is missing."""
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = "survey"
    page.append(["type", "name", "label::Japanese (ja)"])
    page.append(["select_one plan", "q1", "計画はありますか。"])
    choices = book.create_sheet("choices")
    choices.append(["list_name", "name", "label::Japanese (ja)"])
    for n in range(6):
        choices.append(["plan", n, f"計画{n}"])
    book.save(here / "form.xlsx")
    refused = run("from-xlsx", "form.xlsx", "-o", "票.toml")
    assert refused.exit_code == 1
    assert "シート「survey」のA2: シート「設問」に書き足すもの: 分野のID、題（日本語）" in refused.output
    assert ".xlsx のファイル名を指定すると" in refused.output
    done = run("from-xlsx", "form.xlsx", "-o", "書き足す.xlsx")
    assert done.exit_code == 0
    assert "書き足す所が" in done.output
    assert openpyxl.load_workbook(here / "書き足す.xlsx")["設問"]["A2"].value == "q1"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("古い.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 100, "パスワード"),
        ("票.toml", b'kind = "full"', ".xlsx"),
        ("空.xlsx", b"", ".xlsx"),
        ("切れた.xlsx", questionnaire_workbook(as_content(two_by_three()))[:4000], "壊れている"),
    ],
    ids=["old", "toml", "empty", "cut"],
)
def test_what_is_no_workbook_is_told_kindly(here: Path, name: str, content: bytes, said: str) -> None:
    """What it is, and what to do."""
    (here / name).write_bytes(content)
    done = run("from-xlsx", name)
    assert done.exit_code == 1
    assert said in done.output


def test_unknown_ids_versions_and_files_are_told(here: Path) -> None:
    """With those that there are."""
    assert "使える診断票: ehime-dx" in run("to-xlsx", "nowhere").output + str(run("to-xlsx", "nowhere").exception)
    assert "版「9」は見つかりません" in run("to-xlsx", "ehime-dx", "--version", "9").output
    assert "読めません" in run("from-xlsx", here / "ない.xlsx").output
    assert not list(here.glob("*.xlsx"))
