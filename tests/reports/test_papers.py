"""Brief and handover pack on a real folder: one page enough, nothing internal for the municipality, every shared text in it."""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path

import pytest
from desks import case_of, submit
from moments import EARLIER, NOW
from reading_back import pages_of, text_in

from dxcheck import i18n
from dxcheck.casework.change import VisitPatch
from dxcheck.desk import StaffDesk
from dxcheck.desk.case import CaseDesk
from dxcheck.formats.file_formats import endings_of
from dxcheck.model.snapshot import LONGEST_TEXT, Answer
from dxcheck.reports.brief import brief
from dxcheck.reports.handover import handover, specialist_handover
from dxcheck.reports.paper_file import PaperFile
from dxcheck.workspace import Workspace

SHARED = ("共有の所見", "共有の記録", "続けたい", "困った", "試したい", "根拠の文書", "コメントの文", "相談の文", "ひとことの文")
INTERNAL = ("ひみつ所見", "ひみつ見立て", "ひみつメモ")
LONG = "とても長い文章。" * 60


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An empty folder."""
    return tmp_path / "data"


def staff(data: Path, now: dt.datetime = NOW) -> StaffDesk:
    """今治市's own desk."""
    workspace = Workspace.open(data)
    return workspace.staff_desk(workspace.roster.find("今治"), now=lambda: now)


@pytest.fixture
def case(data: Path) -> CaseDesk:
    """Two snapshots, a recorded visit with an action and a remark, notes of every kind."""
    full = Answer(choice=3, evidence="根拠の文書", comment="コメントの文")

    def make(*, now: object = None) -> StaffDesk:
        return staff(data, now() if callable(now) else NOW)

    submit(make, at=EARLIER)  # type: ignore[arg-type]
    made = case_of(data, now=EARLIER + dt.timedelta(days=7))
    visit = made.plan(made.now.date())
    made.write(
        visit.id,
        VisitPatch(who="企画課、専門官", notes="共有の記録", keep="続けたい", problem="困った", tries="試したい", internal="ひみつメモ"),
    )
    made.agree(visit.id, "gov-01", 2, "合意した一歩", "企画課 係長", NOW.date() - dt.timedelta(days=3))
    made.record(visit.id)
    submit(make, at=NOW - dt.timedelta(days=2), gov_01=full, gov_02=Answer(choice="unknown"), gov_03=Answer(choice=0))  # type: ignore[arg-type]
    desk = staff(data)
    desk.remark(desk.actions()[0].id, "ひとことの文")
    desk.wishes.ask("相談の文")
    now = case_of(data)
    latest = now.latest()
    assert latest is not None
    now.observe(latest, "gov-01", "共有の所見", internal=False)
    now.share(latest, ["gov-01"])
    now.observe(latest, "gov-01", "ひみつ所見", internal=True)
    now.judge(latest, "gov-01", 1, "ひみつ見立て")
    now.plan(NOW.date() + dt.timedelta(days=9))
    return now


def pages(content: bytes) -> list[str]:
    """The text of each page without spaces."""
    return [re.sub(r"\s", "", one) for one in pages_of(content)]


def test_the_first_page_of_a_brief_says_it_all(case: CaseDesk) -> None:
    """Who, what moved since the visit, what is low, unclear, agreed and late, wished; nothing internal before the second page."""
    made = PaperFile(brief(case))
    first, *rest = pages(made.to_bytes("pdf"))
    day = NOW.date() + dt.timedelta(days=9)
    for wanted in (
        f"{day.year}年{day.month}月{day.day}日の訪問",
        "東予",
        "人口5万人以上",
        "企画課係長",
        "前回の訪問からの変化",
        "首長・幹部の関わり1→3",
        "［これから］合意した一歩",
        "期限を過ぎています",
        "「ひとことの文」",
        "相談の文",
        "話し合う項目（わからない1問）・全体方針・計画",
        "「合意した一歩」は、どこで止まっていますか",
        "取扱注意",
    ):
        assert wanted.replace(" ", "") in first, wanted
    assert not [one for one in INTERNAL if one in first]
    assert "設問ごとの回答" in rest[0]
    assert all(one in "".join(rest) for one in ("ひみつ所見", "ひみつ見立て", "根拠の文書", "共有の所見"))
    assert made.name == f"訪問前ブリーフ_今治市_{day:%Y%m%d}"
    text = made.to_bytes("md").decode()
    assert "### 合意した取組のいま" in text
    assert "ひみつ所見" in text


def test_the_first_page_stays_one_page_at_the_longest(case: CaseDesk, data: Path) -> None:
    """Forty-two items moved, unknown or bare; twelve long actions; a wish of 4,000 characters: the second page begins with the items."""
    latest = case.latest()
    assert latest is not None
    desk = staff(data)
    desk.wishes.ask("\n".join([LONG] * 8)[:LONGEST_TEXT])
    visit = case.plan(NOW.date())
    for _ in range(12):
        case.agree(visit.id, "gov-01", 3, LONG[:390], "とても長い名前の課の とても長い名前の係の 係長", NOW.date())
    case.record(visit.id)
    for one in desk.actions():
        desk.remark(one.id, LONG)
    items = [one.id for one in desk.questionnaire.ordered]
    answers = {item: Answer(choice=[4, "unknown", 5][n % 3]) for n, item in enumerate(items)}  # type: ignore[list-item]
    later = staff(data, NOW + dt.timedelta(hours=1))
    later.submit_answers(
        answers, "とても長い名前の課の とても長い名前の係の 係長", "とても長い名前の部の とても長い名前の課の 課長", replace=True
    )
    first, second, *_rest = pages(PaperFile(brief(case_of(data, now=NOW + dt.timedelta(hours=2)))).to_bytes("pdf"))
    assert "この時間に聞きたいこと" in first
    assert "設問ごとの回答" in second


def test_a_brief_without_any_snapshot_says_so(data: Path) -> None:
    """Never a zero; what they would like to talk about is there, and room to write."""
    staff(data).wishes.ask("何から始めたらよいか")
    (only,) = pages(PaperFile(brief(case_of(data))).to_bytes("pdf"))
    assert "まだ診断結果の提出がありません" in only
    assert "何から始めたらよいか" in only


@pytest.mark.parametrize("form", endings_of("paper"))
def test_the_municipalitys_pack_has_everything_shared_and_nothing_internal(case: CaseDesk, data: Path, form: str) -> None:
    """Also when a specialist makes the municipality's version; the specialist's own has both."""
    for desk in (staff(data), case):
        made = PaperFile(handover(desk)).to_bytes(form)
        text = re.sub(r"\s", "", text_in(form, made))
        assert [one for one in SHARED if one not in text] == []
        assert [one for one in INTERNAL if one in text] == []
        assert "見立て" not in text
    made = PaperFile(specialist_handover(case)).to_bytes(form)
    text = re.sub(r"\s", "", text_in(form, made))
    assert [one for one in (*SHARED, *INTERNAL) if one not in text] == []


def test_a_pack_names_posts_and_the_coming_year(case: CaseDesk, data: Path) -> None:
    """Approval boxes, who had to do with it, when cycles close; an empty municipality gets an honest pack."""
    first, *rest = pages(PaperFile(handover(staff(data))).to_bytes("pdf"))
    text = first + "".join(rest)
    assert "課長補佐係長担当" in text
    assert "企画課係長回答" in text
    assert "令和8年度後期の締切" in text
    assert "令和9年度前期の診断が始まります" in text
    workspace = Workspace.open(data)
    empty = PaperFile(handover(workspace.staff_desk(workspace.roster.find("西条"), now=lambda: NOW))).to_bytes("pdf")
    assert "まだ診断結果の提出がありません" in "".join(pages(empty))


def test_papers_are_there_in_english(case: CaseDesk, data: Path) -> None:
    """Every label; people's own texts stay as they wrote them."""
    i18n.use("en")
    first = pages(PaperFile(brief(case)).to_bytes("pdf"))[0]
    assert "Handlewithcare" in first
    assert "Sincethelastvisit" in first
    assert "相談の文" in first
    assert "Thecomingyear" in "".join(pages(PaperFile(handover(staff(data))).to_bytes("pdf")))


def test_a_brief_reads_as_it_did(case: CaseDesk) -> None:
    """Word for word, as Markdown; run with DXCHECK_GOLDEN=1 to take a new one on purpose."""
    golden = Path(__file__).parent / "golden" / "brief.md"
    text = PaperFile(brief(case)).to_bytes("md").decode()
    if os.environ.get("DXCHECK_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
