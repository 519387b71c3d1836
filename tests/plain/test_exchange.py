"""受け渡し line by line: a file is made for the centre, and one that came is heard and taken in."""

from __future__ import annotations

from pathlib import Path

from desks import Desks, submit
from plain.talk import talk

from dxcheck.formats.exchange import from_exchange_file, to_exchange_file
from dxcheck.model.patch import AnswerPatch
from dxcheck.workspace import Workspace


def test_a_file_is_made_heard_and_taken_in(make_desk: Desks, tmp_path: Path) -> None:
    """Asked first; what the centre sends back says what arrived."""
    submit(make_desk, level=2)
    make_desk().save("mom-01", AnswerPatch(choice=4))
    file, reply = tmp_path / "移す.json", tmp_path / "返し.json"
    assert "に書き出しました" in talk(make_desk(), "f", "m", "2", str(file))
    document = from_exchange_file(file.read_bytes())
    there = Workspace.open(tmp_path / "別のPC", create=True)
    desk = there.staff_desk(there.roster.find("今治"))
    assert "取り込みませんでした。" in talk(desk, "f", "f", str(file), "いいえ")
    assert desk.every_snapshot() == []
    told = talk(desk, "受け渡し", "読む", str(file), "はい")
    assert "新しく入る診断結果 1件" in told
    assert "診断結果を1件取り込みました。" in told
    assert desk.every_snapshot() == list(document.snapshots)
    assert "取り込むものはありません。" in talk(desk, "f", "f", str(file))
    reply.write_bytes(to_exchange_file(there.centre_desk().exchange.reply(desk.municipality)))
    assert "センターに届いている診断結果 1件" in talk(make_desk(), "f", "f", str(reply))
    assert "ファイルが空です" in talk(desk, "f", "f", str(_empty(tmp_path)))


def _empty(folder: Path) -> Path:
    path = folder / "空.json"
    path.write_bytes(b"")
    return path
