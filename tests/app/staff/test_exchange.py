"""On the screen: a file for the centre goes out, the centre looks at it and takes it in, and what came back is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from app.centre_people import opened
from app.people import DESIGN, SMALL, Open, Person
from desks import Desks, submit
from moments import NOW

from dxcheck.app.screens.making import MakingDialog
from dxcheck.formats.exchange import to_exchange_file
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer
from dxcheck.workspace import Workspace


async def read_in(person: Person, path: Path, until: str) -> None:
    """Name a file, and wait until it is read."""
    await person.press("f")
    await person.type(str(path))
    await person.press("enter")
    await person.wait_until(lambda: until in person.text)


@pytest.mark.parametrize("size", [SMALL, DESIGN])
async def test_a_municipalitys_file_is_taken_in_by_the_centre(
    make_desk: Desks, open_app: Open, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Nothing changes before it is taken in; a second time nothing comes; the reply says what arrived."""
    submit(make_desk, level=2)
    desk, file, reply = make_desk(), tmp_path / "渡す.json", tmp_path / "返し.json"
    file.write_bytes(to_exchange_file(desk.exchange_out()))
    there = Workspace.open(tmp_path / "センター", create=True)
    async with opened(there, size) as person:
        await person.press("b", "u")
        assert person.screen == "CentreExchangeScreen"
        assert "市町から届いたファイルを f で読み" in person.text
        await read_in(person, file, "新しく入る診断結果 1件")
        assert "今治市からセンターへの受け渡しファイルです" in person.text
        assert there.folder.repository("382027").every_snapshot() == []
        await person.press("t")
        assert "診断結果を1件取り込みました" in person.text
        await read_in(person, file, "すでに入っている診断結果 1件")
        await person.press("t")
        assert "取り込むものはありません" in person.text
        await read_in(person, file, "すでに入っている診断結果 1件")
        other = tmp_path / "別のもの.json"
        other.write_bytes(b"{}")
        await read_in(person, other, "市町から届いたファイルを f で読み")  # what was read before is no longer there to be taken in
        await person.press("m")
        await person.settle()
        assert person.screen == "SearchDialog"
    assert there.folder.repository("382027").every_snapshot() == desk.every_snapshot()
    reply.write_bytes(to_exchange_file(there.centre_desk().exchange.reply(desk.municipality)))
    async with open_app(make_desk(), size) as person:
        await person.press("f")
        assert person.screen == "OwnExchangeScreen"
        await read_in(person, reply, "センターに届いている診断結果 1件")
        await person.press("m")
        await person.wait_until(lambda: isinstance(person.app.screen, MakingDialog))
        assert "センターに渡すファイル（診断結果）" in person.text


async def test_a_draft_goes_on_on_another_pc(make_desk: Desks, open_app: Open, tmp_path: Path) -> None:
    """Its answers come in one step; what is answered there already stays."""
    make_desk("税務課").save("mom-01", AnswerPatch(choice=3, evidence="名簿"))
    file = tmp_path / "移す.json"
    file.write_bytes(to_exchange_file(make_desk().exchange_out(with_draft=True)))
    there = Workspace.open(tmp_path / "別のPC", create=True)
    desk = there.staff_desk(there.roster.find("今治"), now=lambda: NOW)
    async with open_app(desk) as person:
        await person.press("f")
        await read_in(person, file, "下書き: 新しく入る 2か所")
        await person.press("t")
        assert "1問の回答を取り込みました" in person.text
    draft = desk.draft()
    assert draft is not None
    assert (draft.answers, draft.entries["mom-01"].by) == ({"mom-01": Answer(3, evidence="名簿")}, "税務課")
    assert len(desk.take_back().items) == 1
