"""A sheet to answer in on the command line: made, filled in, looked at, taken in, taken back."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from cli.test_commands import run
from desk.filled_sheets import Filled
from moments import NOW, set_clock

from dxcheck.model.patch import AnswerPatch
from dxcheck.workspace import Workspace


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of today."""
    set_clock(monkeypatch, NOW)
    Workspace.open(tmp_path / "data", create=True)
    return tmp_path / "data"


def filled_in(data: Path, tmp_path: Path, **answers: object) -> Path:
    """A sheet that was made by the command and filled in."""
    path = tmp_path / "記入表.xlsx"
    made = run(data, "sheet", "今治", "-o", str(path), "--force")
    assert made.exit_code == 0, made.output
    filled = Filled(path.read_bytes())
    for item, level in answers.items():
        filled.write(item.replace("_", "-"), answer=level)
    path.write_bytes(filled.saved())
    return path


def test_a_sheet_is_looked_at_taken_in_and_taken_back(data: Path, tmp_path: Path) -> None:
    """Only with --yes where nobody can be asked; what was done is in the log, answers are not."""
    path = filled_in(data, tmp_path, mom_01="２", mom_02=9)
    looked = run(data, "draft", "take-in", "今治", str(path))
    assert looked.exit_code == 1
    for said in ("新しく入る 1か所", "読めない 1か所", "シート「機運・対話・人の変化」のF5", "--yes"):
        assert said in looked.output
    taken = run(data, "draft", "take-in", "今治", str(path), "--yes")
    assert taken.exit_code == 0, taken.output
    assert "1問の回答を取り込みました" in taken.stdout
    assert "取り込むものはありません" in run(data, "draft", "take-in", "今治", str(path), "--yes").stdout
    assert "に記入表から取り込んだ1問は、take-back で元に戻せます" in run(data, "draft", "show", "今治").stdout
    back = run(data, "draft", "take-back", "今治")
    assert "1問を、取り込む前に戻しました" in back.stdout
    again = run(data, "draft", "take-back", "今治")
    assert again.exit_code == 1
    assert "元に戻せる取り込みがありません" in again.output
    log = (data / "audit.log").read_text("utf-8")
    assert (log.count("sheet-taken-in"), log.count("sheet-taken-back")) == (1, 1)
    assert "mom-01" not in log


def test_a_conflict_stays_as_the_draft_has_it_unless_the_sheet_is_wanted(data: Path, tmp_path: Path) -> None:
    """`--theirs` takes the sheet's."""
    path = filled_in(data, tmp_path, mom_01=2)
    workspace = Workspace.open(data)
    desk = workspace.staff_desk(workspace.roster.find("今治"))
    desk.save("mom-01", AnswerPatch(choice=4))
    kept = run(data, "draft", "take-in", "今治", str(path), "--yes")
    assert "食い違い 1か所" in kept.stdout
    assert "取り込むものはありません" in kept.stdout
    draft = desk.draft()
    assert draft is not None
    assert draft.answer("mom-01").choice == 4
    assert run(data, "draft", "take-in", "今治", str(path), "--yes", "--theirs").exit_code == 0
    draft = desk.draft()
    assert draft is not None
    assert draft.answer("mom-01").choice == 2


def test_a_file_that_is_no_sheet_is_named(data: Path, tmp_path: Path) -> None:
    """And nothing is begun."""
    for name, content, said in (
        ("a.pdf", b"%PDF-1.4", "PDFのファイルです"),
        ("b.csv", "市町,人口".encode("cp932"), "記入表の行が見つかりません"),
    ):
        (tmp_path / name).write_bytes(content)
        refused = run(data, "draft", "take-in", "今治", str(tmp_path / name), "--yes")
        assert refused.exit_code == 1
        assert said in refused.output
    assert "答えている途中の下書きがありません" in run(data, "draft", "show", "今治").stdout


def test_a_workbook_given_to_submit_is_named_with_what_to_do(data: Path, tmp_path: Path) -> None:
    """Nothing is submitted."""
    path = filled_in(data, tmp_path, mom_01=2)
    refused = run(data, "submit", "今治", str(path))
    assert refused.exit_code == 1
    assert "Excelのファイルです" in refused.output
    assert "dxcheck draft take-in" in refused.output
    (tmp_path / "a.docx").write_bytes(io.BytesIO(b"PK\x03\x04....word/document.xml").getvalue())
    assert "Wordのファイルです" in run(data, "submit", "今治", str(tmp_path / "a.docx")).output


def test_a_sheet_of_some_dimensions_is_named_after_them(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that does not exist is refused, naming what does."""
    monkeypatch.chdir(tmp_path)
    made = run(data, "sheet", "今治", "--dimension", "gov")
    assert made.exit_code == 0, made.output
    assert [path.name for path in tmp_path.glob("記入表*.xlsx")] == [made.stdout.split()[0]]
    refused = run(data, "sheet", "今治", "--dimension", "none")
    assert refused.exit_code == 2
    assert "bpr" in refused.output
