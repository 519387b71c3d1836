"""A section answers in a workbook that was made in the browser, LibreOffice saves it, and it comes back from the person's own PC."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from desk.filled_sheets import Filled
from web.browsing import Arrive
from web.serving import Serve
from web.test_tabs import until

from dxcheck.model.patch import AnswerPatch


@pytest.mark.timeout(240)
async def test_a_dimension_is_sent_to_a_section_and_comes_back(serve: Serve, arrive: Arrive, tmp_path: Path) -> None:
    """With six clicks by whoever sends and takes in, of which one opens the list of their own files; taken back with one."""
    async with serve() as served, arrive(served) as person:
        desk = served.workspace.staff_desk(served.workspace.roster.find("今治"))
        desk.save("mom-01", AnswerPatch(choice=1))
        title = str(desk.questionnaire.dimension_by_id["gov"].title)
        await person.log_in()
        await person.click("Excelの記入表（e）")
        await person.click("記入表をつくる（m）")
        await person.click(f"記入表（{title}）")
        async with person.page.expect_download() as saving:
            await person.click("Excelで保存")
        sent = await saving.value
        assert sent.suggested_filename.startswith("記入表_今治市_")
        await sent.save_as(tmp_path / "sent.xlsx")
        await person.click("閉じる（Esc）")
        filled = Filled((tmp_path / "sent.xlsx").read_bytes())
        filled.write("gov-01", answer="３", evidence="要綱\n名簿")
        filled.write("gov-02", answer="わからない")
        (tmp_path / "back.xlsx").write_bytes(filled.saved())
        if shutil.which("soffice") is not None:
            command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to"]
            command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "saved"), str(tmp_path / "back.xlsx")]
            subprocess.run(command, capture_output=True, timeout=100, check=True)  # noqa: ASYNC221 - nobody waits for it
            (tmp_path / "saved" / "back.xlsx").replace(tmp_path / "back.xlsx")
        async with person.page.expect_file_chooser() as choosing:
            await person.click("表を読む（f）")
        chooser = await choosing.value
        (tmp_path / "手引き.pdf").write_bytes(b"%PDF-1.7 ...")
        await chooser.set_files(tmp_path / "手引き.pdf")
        await person.sees("PDFのファイルです")
        async with person.page.expect_file_chooser() as choosing:
            await person.page.keyboard.press("f")
        assert "20 MBまで" in await person.page.inner_text("dialog#choose")
        assert await person.faults() == []
        await (await choosing.value).set_files(tmp_path / "back.xlsx")
        await person.sees("新しく入る 3か所")
        await person.click("取り込む（t）")
        await person.sees("2問の回答を取り込みました")
        draft = desk.draft()
        assert draft is not None
        assert (draft.answer("gov-01").choice, draft.answer("gov-01").evidence) == (3, "要綱\n名簿")
        assert draft.answer("gov-02").choice == "unknown"
        log = served.workspace.folder.path / "audit.log"
        await until(lambda: "sheet-taken-in" in log.read_text("utf-8"))  # written in batches
        await person.click("取り込みを元に戻す（u）")
        await person.sees("2問を、取り込む前に戻しました")
        draft = desk.draft()
        assert draft is not None
        assert draft.answers.keys() == {"mom-01"}
        assert await person.faults() == []
