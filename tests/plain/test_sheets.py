"""A sheet goes out to a section, comes back, is heard, taken in and taken back, line by line."""

from __future__ import annotations

from pathlib import Path

from desk.filled_sheets import standing, workbook
from desks import Desks
from plain.talk import talk

from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer


def test_a_sheet_is_heard_taken_in_and_taken_back(make_desk: Desks, tmp_path: Path) -> None:
    """Nothing changes before it is taken in; after a restart it can still be taken back."""
    desk = make_desk()
    filled = workbook(desk)
    filled.write("mom-01", answer="３", evidence="課の資料")
    filled.write("mom-02", answer=9)
    path = tmp_path / "返ってきた 表.xlsx"
    path.write_bytes(filled.saved())
    told = talk(make_desk(), "e", "f", f'"{path}"', "")
    assert "認識の共有　回答: 3" in told
    assert "F5: 「9」は選べません" in told
    assert "取り込みませんでした。" in told
    assert desk.draft() is None
    told = talk(make_desk(), "e", "f", str(path), "t")
    assert "保存しました。1問の回答を取り込みました" in told
    assert standing(desk) == {"mom-01": Answer(3, evidence="課の資料")}
    told = talk(make_desk(), "e", "u", "n")
    assert "に取り込んだ1問を、取り込む前に戻します。" in told
    assert standing(desk), "it is asked first"
    told = talk(make_desk(), "e", "u", "y", "u")
    assert "1問を、取り込む前に戻しました" in told
    assert "元に戻せる取り込みはありません。" in told
    assert standing(desk) == {}


def test_conflicts_are_decided_by_their_numbers(make_desk: Desks, tmp_path: Path) -> None:
    """The draft's stays unless the sheet's is asked for."""
    desk = make_desk()
    filled = workbook(desk)
    filled.write("mom-01", answer=3)
    filled.write("mom-02", answer=3)
    for item in ("mom-01", "mom-02"):
        make_desk("税務課").save(item, AnswerPatch(choice=1))
    path = tmp_path / "表.xlsx"
    path.write_bytes(filled.saved())
    told = talk(make_desk(), "記入表", "読む", str(path), "t", "読む", str(path), "1", "2", "1", "取り込む")
    assert "取り込むものはありません。" in told
    assert told.count("（表のほうにする）") == 4
    assert {item: one.choice for item, one in standing(desk).items()} == {"mom-01": 1, "mom-02": 3}


def test_a_file_that_is_no_sheet_is_refused(make_desk: Desks, tmp_path: Path) -> None:
    """With what to do; and one is made where it is wanted."""
    stray, made = tmp_path / "別.xlsx", tmp_path / "記入表.xlsx"
    stray.write_bytes(b"no workbook")
    told = talk(make_desk(), "e", "f", str(stray), "f", str(tmp_path / "ない.xlsx"), "m", "1", str(made))
    assert told.count("うまくいきませんでした") == 2
    assert made.read_bytes().startswith(b"PK")
    assert make_desk().draft() is None


def test_what_changes_is_said_in_words_and_what_goes_apart(make_desk: Desks, tmp_path: Path) -> None:
    """An arrow alone is not read out."""
    desk = make_desk()
    desk.save("mom-01", AnswerPatch(choice=2, evidence="資料"))
    filled = workbook(desk)
    filled.write("mom-01", answer=3, evidence=None)
    path = tmp_path / "表.xlsx"
    path.write_bytes(filled.saved())
    told = talk(make_desk(), "e", "f", str(path))
    assert "認識の共有　回答: 「2」から「3」へ" in told
    assert "\n空になるもの（表で消されています）\n認識の共有　根拠: 「資料」から「（空）」へ" in told
    assert "→" not in told
