"""結果票: what an office stamps. One page that is enough, the same in every format, and printed on A4 by whatever opens it."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pytest
from desks import submit
from moments import EARLIER, NOW
from openpyxl import load_workbook
from reading_back import pages_of, text_in

from dxcheck.desk import StaffDesk
from dxcheck.formats.file_formats import endings_of
from dxcheck.formats.output import NothingToMakeError
from dxcheck.model.approval import ApprovalError
from dxcheck.model.snapshot import Answer
from dxcheck.model.spelling import Spelling
from dxcheck.reports.paper_file import PaperFile
from dxcheck.reports.result_sheet import USUAL_BOXES, result_sheet
from dxcheck.store.backup import back_up, restore
from dxcheck.store.redaction import Redaction
from dxcheck.workspace import Workspace

WHY = "3です。4には「四半期ごとの会議で全課の数字を見て、この1年にやり方か予算を変えた取組がある」がまだです。"
LONG = "とても長い文章。" * 60


def desk_of(data: Path) -> StaffDesk:
    """今治市's own desk."""
    workspace = Workspace.open(data)
    return workspace.staff_desk(workspace.roster.find("今治"), now=lambda: NOW)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> StaffDesk:
    """Two results: one item rose, one fell, one is not known, one has a target, texts of every kind."""
    data = tmp_path_factory.mktemp("sheet") / "data"

    def make(*, now: object = None) -> StaffDesk:
        workspace = Workspace.open(data)
        return workspace.staff_desk(workspace.roster.find("今治"), now=now or (lambda: NOW))  # type: ignore[arg-type]

    submit(make, at=EARLIER, gov_02=Answer(choice=4))  # type: ignore[arg-type]
    gov = {
        "gov_01": Answer(choice=3, evidence="根拠の文書", target=5, met=("3.1", "3.2")),
        "gov_02": Answer(choice=2),
        "gov_03": Answer(choice="unknown"),
    }
    submit(make, at=NOW, **gov)  # type: ignore[arg-type]
    return desk_of(data)


def plain(text: str) -> str:
    """Without spaces and the marks of breaks."""
    return re.sub(r"[\s\u200b]", "", text)


def pages(content: bytes) -> list[str]:
    """The text of each page."""
    return [plain(one) for one in pages_of(content)]


def test_the_first_page_is_what_a_section_head_stamps(desk: StaffDesk) -> None:
    """Boxes, who answered and confirmed, what can be done already, first steps, what moved, targets, what is not known; the items follow."""
    first, *rest = pages(PaperFile(result_sheet(desk)).to_bytes("pdf"))
    wanted = (*USUAL_BOXES, "取扱注意", "企画課係長", "できていること", "はじめの一歩", "首長・幹部の関わり1→3", "全体方針・計画4→2")
    for one in (*wanted, "3年後の目標", "話し合う項目（わからない1問）", "文書番号", "分野ごとの平均"):
        assert one in first, one
    assert "設問ごとの回答" not in first
    assert "根拠の文書" in "".join(rest)


def test_every_format_says_the_same(desk: StaffDesk) -> None:
    """Each item, each box and each text is in the PDF, the Word document, the workbook and the Markdown."""
    paper = result_sheet(desk, None, ("町長", "副町長", "総務課長"))
    titles = [str(one.title) for one in desk.questionnaire.ordered]
    for ending in endings_of("paper"):
        found = plain(text_in(ending, PaperFile(paper).to_bytes(ending)))
        lost = [one for one in (*titles, "町長", "副町長", "総務課長", "根拠の文書", "2一部で計画的に", WHY) if plain(one) not in found]
        assert lost == [], ending
        assert "係長" not in found.replace("企画課係長", ""), "the usual boxes were asked for otherwise"


def test_a_workbook_prints_on_a4_and_repeats_the_head(desk: StaffDesk) -> None:
    """Portrait, as wide as one page, the items on a page of their own under a head that is repeated."""
    page = load_workbook(io.BytesIO(PaperFile(result_sheet(desk)).to_bytes("xlsx"))).active
    assert page is not None
    assert (page.page_setup.paperSize, page.page_setup.orientation, page.page_setup.fitToHeight) == (9, "portrait", 0)
    assert len(page.row_breaks.brk) == 1
    head = int(str(page.print_title_rows).rpartition("$")[2])
    assert page.cell(head, 1).value == "設問"
    assert page.cell(page.row_breaks.brk[0].id + 1, 1).value == "設問ごとの回答"
    assert page.max_row > head + 41


def test_a_word_document_has_headings_a_repeated_head_and_pictures_that_are_described(desk: StaffDesk) -> None:
    """Whoever cannot see the pictures is told what they show."""
    document = docx.Document(io.BytesIO(PaperFile(result_sheet(desk)).to_bytes("docx")))
    body = document.element.body
    assert [one.text for one in document.paragraphs if one.style and one.style.name == "Heading 1"] == ["設問ごとの回答"]
    assert len([one for one in body.iter() if one.tag.endswith("}tblHeader")]) == 1
    described = [one.get("descr") for one in body.iter() if one.tag.endswith("}docPr")]
    assert len(described) == 2
    assert all(described)


def test_the_first_page_stays_one_page_at_the_longest(tmp_path: Path) -> None:
    """Every item moved and has a target and long texts: the second page begins with the items."""
    data = tmp_path / "data"
    desk = desk_of(data)
    before = {one.id: Answer(choice=at % 4) for at, one in enumerate(desk.questionnaire.ordered)}
    desk.submit_answers(before, "企画課", "課長")
    after = {item: Answer(choice=min(5, (one.level or 0) + 1), target=5, evidence=LONG) for item, one in before.items()}
    later = Workspace.open(data)
    desk = later.staff_desk(later.roster.find("今治"), now=lambda: NOW.replace(year=NOW.year + 1))
    desk.submit_answers(after, "とても長い名前の課の とても長い名前の係の 係長", "とても長い名前の課の課長")
    first, second, *_ = pages(PaperFile(result_sheet(desk)).to_bytes("pdf"))
    assert "話し合う項目" in first
    assert second.startswith("DX自己診断結果票今治市") or "設問ごとの回答" in second
    assert "設問ごとの回答" in second


def test_nothing_submitted_yet_says_so(tmp_path: Path) -> None:
    """And what to do."""
    with pytest.raises(NothingToMakeError, match="提出すると、結果票をつくれます"):
        result_sheet(desk_of(tmp_path / "data"))


def test_each_item_says_what_it_refers_to_and_what_of_it_is_not_confirmed(desk: StaffDesk) -> None:
    """The short names of plan, manual and guidelines; a mark where something of them is not confirmed, and what the mark means."""
    said = " ".join(pages(PaperFile(result_sheet(desk)).to_bytes("pdf"))[1:])
    assert "参照ST0" in said.replace(" ", "")
    assert "※" in said
    assert "未確認あり" in said


def test_a_municipality_keeps_its_own_boxes(tmp_path: Path) -> None:
    """For every sheet from now on, until others are asked for; what finds no room is refused; empty brings the usual ones back."""
    workspace = Workspace.open(tmp_path / "data")

    def make(*, now: object = None) -> StaffDesk:
        return workspace.staff_desk(workspace.roster.find("今治"), now=now or (lambda: NOW))  # type: ignore[arg-type]

    submit(make, at=NOW)  # type: ignore[arg-type]
    desk = make()
    assert desk.set_approvers("市長、副市長,課長") == ("市長", "副市長", "課長")
    for wanted, boxes in ((("市長", "副市長"), ()), (("町長",), ("町長",))):
        found = plain(text_in("md", PaperFile(result_sheet(desk_of(tmp_path / "data"), None, boxes)).to_bytes("md")))
        assert all(one in found for one in wanted)
        assert "部長" not in found
    for wrong in ("、".join("課長" for _n in range(9)), "長" * 21):
        with pytest.raises(ApprovalError):
            desk.set_approvers(wrong)
    assert desk.approvers() == ("市長", "副市長", "課長")
    back_up(tmp_path / "data", tmp_path / "a.zip", NOW)
    restore(tmp_path / "a.zip", tmp_path / "back")
    assert desk_of(tmp_path / "back").approvers() == ("市長", "副市長", "課長")
    Redaction(tmp_path / "back", [], [Spelling("副市長")]).erase()
    assert "副市長" not in str(desk_of(tmp_path / "back").approvers())
    assert desk.set_approvers("") == ()
    assert desk.approvers() == ()
