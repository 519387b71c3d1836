"""The prefecture's report as the governor's office gets it: pictures and tables on A4, nothing that needs explaining, nobody left out."""

from __future__ import annotations

import re

import pytest
from demos import CopyDemo
from moments import NOW
from reading_back import pages_of
from reports.example import centre_of_demo, same_as_kept

from dxcheck import i18n
from dxcheck.assessment.figures import as_mean
from dxcheck.desk.centre import CentreDesk
from dxcheck.formats.blocks import Picture, Section
from dxcheck.prefecture.overview import WHOLE
from dxcheck.reports.paper_file import PaperFile
from dxcheck.reports.prefecture import centre_report
from dxcheck.reports.public import public_report


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, copy_demo: CopyDemo) -> CentreDesk:
    """The centre of the demo."""
    return centre_of_demo(copy_demo(tmp_path_factory.mktemp("demo") / "data", NOW.date()))


def pages(content: bytes) -> list[str]:
    """The text of each page without spaces."""
    return [re.sub(r"\s", "", one) for one in pages_of(content)]


def test_the_centres_report_has_every_part_with_its_picture(desk: CentreDesk) -> None:
    """Points first; course, means, spread, items, all 20 municipalities with those that have not submitted, submissions, how to read it."""
    overview = desk.comparing.overview()
    paper = centre_report(desk, overview)
    heads = [one.title for one in paper.blocks if isinstance(one, Section) and one.level == 1]
    assert [re.sub(r"^\d　", "", one) for one in heads] == [
        "要点",
        "県全体の推移",
        "分野ごとの平均",
        "設問の動き",
        "市町ごとの概況",
        "市町ごとの推移",
        "提出の状況",
        "支援とその後",
        "この資料の読み方",
    ]
    pictures = [one for one in paper.blocks if isinstance(one, Picture)]
    assert len(pictures) == 4
    assert all(len(one.alt) > 50 for one in pictures)
    content = PaperFile(paper).to_bytes("pdf")
    found = pages(content)
    assert len(found) == 5, "each page is about something, none is nearly empty"
    assert all(len(one) > 300 for one in found)
    for part in (found[2], found[3]):
        assert [one.municipality.name for one in overview.lines if one.municipality.name not in part] == []
    mean = overview.mean(WHOLE, "level")
    assert mean is not None
    assert (
        f"レベルの平均は{as_mean(mean.value, 1)}（0から5、{mean.municipalities}市町）です。このうち{mean.older}市町は、前の期までの診断結果です。"
        in found[0]
    )
    assert "まだ提出がありません" in found[2]
    assert "取扱注意" in found[3]
    assert "公式の統計ではありません" in found[4]


def test_the_public_report_has_a_picture_of_what_was_published(desk: CentreDesk) -> None:
    """The course of the released averages, the groups, the items; two pages; how to read it."""
    paper = public_report(desk)
    [picture] = [one for one in paper.blocks if isinstance(one, Picture)]
    assert "県内平均（匿名）" in picture.svg()
    found = pages(PaperFile(paper).to_bytes("pdf"))
    assert len(found) == 2
    for wanted in ("市区と町村の平均", "設問ごとの県内平均", "個別の市町が分からないよう、数を少しだけ動かした平均", "0.5きざみ"):
        assert wanted in found[1]


def test_nothing_is_drawn_for_a_form_that_shows_no_pictures(desk: CentreDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Markdown tells them in words, and is there in a moment; the PDF draws each once."""
    drawn: list[object] = []
    monkeypatch.setattr(
        "dxcheck.charts.canvas.to_plain_svg", lambda figure: drawn.append(figure) or "<svg xmlns='http://www.w3.org/2000/svg'/>"
    )
    paper = PaperFile(centre_report(desk, desk.comparing.overview()))
    paper.to_bytes("md")
    assert drawn == []
    paper.to_bytes("pdf")
    assert len(drawn) == 4


def test_both_reports_read_as_they_did(desk: CentreDesk) -> None:
    """Word for word, as Markdown."""
    for name, paper in (("centre.md", centre_report(desk, desk.comparing.overview())), ("public.md", public_report(desk))):
        assert same_as_kept(name, PaperFile(paper).to_bytes("md").decode()), name


def test_both_reports_are_there_in_english(desk: CentreDesk) -> None:
    """Every label, on as many pages."""
    i18n.use("en")
    found = pages(PaperFile(centre_report(desk, desk.comparing.overview())).to_bytes("pdf"))
    assert "Handlewithcare" in found[0]
    japanese = re.compile(r"[ぁ-んァ-ヶ一-龠]")
    assert japanese.findall("".join(found)) == []
    assert japanese.findall("".join(pages(PaperFile(public_report(desk)).to_bytes("pdf")))) == []
