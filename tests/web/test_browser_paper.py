"""Papers and tables from a browser, by mouse and by Ctrl+P, out of a confined session."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook
from reading_back import text_in
from web.browsing import Arrive, Person
from web.serving import Serve

from dxcheck.model.snapshot import Answer


async def saved(person: Person, button: str, folder: Path) -> tuple[str, bytes]:
    """What a button lets the browser save."""
    async with person.page.expect_download() as saving:
        await person.click(button)
    file = await saving.value
    await file.save_as(folder / file.suggested_filename)
    return file.suggested_filename, (folder / file.suggested_filename).read_bytes()


@pytest.mark.timeout(240)
async def test_papers_and_tables_are_saved_and_ctrl_p_prints_the_whole_list(serve: Serve, arrive: Arrive, tmp_path: Path) -> None:
    """The result sheet as PDF takes two clicks from home; Ctrl+P makes a paper of what the screen lists, seen or not."""
    async with serve() as served, arrive(served) as person:
        desk = served.workspace.staff_desk(served.workspace.roster.find("今治"))
        desk.submit_answers({item.id: Answer(choice=2) for item in desk.questionnaire.ordered}, "企画課", "企画課長")
        await person.log_in()
        await person.click("結果票（k）")
        name, pdf = await saved(person, "PDFで保存", tmp_path)
        assert name.startswith("結果票_今治市_")
        assert "企画課長" in text_in("pdf", pdf)
        _name, word = await saved(person, "Wordで保存", tmp_path)
        assert len(docx.Document(io.BytesIO(word)).inline_shapes) == 2
        await person.click("閉じる（Esc）")
        await person.click("診断結果（r）")
        await person.page.keyboard.press("i")
        await person.click("Excelに出す（x）")
        _name, table = await saved(person, "Excelで保存", tmp_path)
        assert load_workbook(io.BytesIO(table)).worksheets[0].max_row > 42
        await person.click("閉じる（Esc）")
        await person.sees("Excelで保存", gone=True)
        await person.page.keyboard.press("Control+p")
        await person.sees("できました。")
        name, pdf = await saved(person, "PDFで保存", tmp_path)
        assert name.startswith("設問ごとの回答_今治市_")
        assert all(item.id in text_in("pdf", pdf) for item in desk.questionnaire.ordered)
        assert await person.faults() == []
