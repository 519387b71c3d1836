"""市町の1枚: one page at the longest, nothing internal on it, and the same on the screen and on paper."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from desks import Desks, case_of, data, make_desk, specialist, submit
from moments import EARLIER, NOW
from reading_back import pages_of

from dxcheck.casework.change import VisitPatch
from dxcheck.formats.markdown import to_markdown
from dxcheck.model.snapshot import LONGEST_TEXT, Answer
from dxcheck.reports.one_page import course_of_one, municipality_page, page_parts
from dxcheck.reports.paper_file import PaperFile

__all__ = ["data", "make_desk"]

LONG = "とても長い文章。" * 60


def test_one_page_says_how_far_what_is_agreed_and_asked_and_who_supports_it(data: Path, make_desk: Desks) -> None:
    """However much was written; every kind of internal note stays away from it."""
    submit(make_desk, at=EARLIER, level=1)
    before = case_of(data, now=EARLIER + dt.timedelta(days=7))
    visit = before.plan(before.now.date())
    before.write(visit.id, VisitPatch(notes="記録", tries="試したい", internal="ひみつメモ"))
    before.agree(visit.id, "gov-01", 2, "合意した一歩", "企画課 係長", NOW.date() - dt.timedelta(days=3))
    before.record(visit.id)
    submit(make_desk, at=NOW - dt.timedelta(days=2), level=2, gov_02=Answer(choice="unknown"))
    make_desk().wishes.ask("相談の文")
    case = case_of(data)
    latest = case.latest()
    assert latest is not None
    case.observe(latest, "gov-01", "ひみつ所見", internal=True)
    case.observe(latest, "gov-01", "ひみつの書きかけ", internal=False)
    case.judge(latest, "gov-01", 1, "ひみつ見立て")
    case.plan(NOW.date() + dt.timedelta(days=9))
    text = to_markdown(municipality_page(case, ["senmonkan-1"])).decode()
    for wanted in ("senmonkan-1", "R8前期", "合意した一歩", "期限を過ぎています", "試したい", "相談の文", "次: 2026年12月2日"):
        assert wanted in text, wanted
    assert "ひみつ" not in text
    course = course_of_one(case)
    assert (course.cycles, course.rows[0].means) == (("R8前期", "R8後期"), (1.0, 2.0))
    shown = "\n".join(line for part in page_parts(case, ["senmonkan-1"]) for line in part.lines)
    assert all(wanted in shown for wanted in ("senmonkan-1", "合意した一歩", "試したい", "相談の文"))
    assert "ひみつ" not in shown
    make_desk().wishes.ask("\n".join([LONG] * 8)[:LONGEST_TEXT])
    now = case.plan(NOW.date())
    for _n in range(12):
        case.agree(now.id, "gov-01", 3, LONG[:390], "とても長い名前の課の とても長い名前の係の 係長", NOW.date())
    case.record(now.id)
    assert len(pages_of(PaperFile(municipality_page(case, ["senmonkan-1"] * 6)).to_bytes("pdf"))) == 1


def test_a_municipality_that_submitted_nothing_has_a_page_too(data: Path) -> None:
    """It says so, and who looks after it: nobody yet."""
    case = specialist(data).cases()[0]
    text = to_markdown(municipality_page(case, ())).decode()
    assert "まだ決まっていません" in text
    assert "まだ診断結果の提出がありません" in text
    assert course_of_one(case).cycles == ()
