"""Days typed on screens: a record's lie behind, a plan's ahead, how each is understood is seen before it is saved; deadlines across the half-year."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from app.centre_people import opened as centre_opened
from app.people import DESIGN, SMALL
from app.specialist_people import opened as specialist_opened
from desks import IMABARI, MATSUYAMA, Desks, case_of, specialist, submit

from dxcheck.app.specialist.visit import VisitScreen
from dxcheck.casework.change import VisitPatch
from dxcheck.desk.case import NotYetError
from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer
from dxcheck.workspace import Workspace

THURSDAY = dt.datetime(2026, 11, 26, 10, 0, tzinfo=JAPAN)
APRIL = dt.datetime(2027, 4, 2, 10, 0, tzinfo=JAPAN)


@pytest.mark.parametrize("size", [DESIGN, SMALL], ids=["120x40", "80x24"])
async def test_a_visit_of_last_week_is_recorded_in_this_year(data: Path, make_desk: Desks, size: tuple[int, int]) -> None:
    """Seen: 11/20, typed on 26 November, was recorded in 2027. The window says which day is meant; then it is shared."""
    submit(make_desk)
    async with specialist_opened(specialist(data, codes=(IMABARI,), now=THURSDAY), size) as person:
        await person.press("enter", "v")
        assert person.screen == "VisitScreen"
        await person.press("f7", *["backspace"] * 10)
        await person.type("11/20")
        assert "2026年11月20日（金）" in str(person.app.screen.query_one("#label-date").render())
        await person.press("ctrl+s")
        await person.wait_until(lambda: "2026年11月20日" in person.text)
        await person.press("f8", "y")
        assert any("共有しました" in one for one in person.said)
    [record] = make_desk().records()
    assert record.date == dt.date(2026, 11, 20)


async def test_a_visit_to_come_cannot_be_shared(data: Path, make_desk: Desks) -> None:
    """Planned for 10 December, opened before: moved with a plan's days, and the share is refused with what to do; nothing reaches the municipality."""
    submit(make_desk)
    case = case_of(data, now=THURSDAY)
    visit = case.plan(dt.date(2026, 12, 10))
    async with specialist_opened(specialist(data, codes=(IMABARI,), now=THURSDAY)) as person:
        await person.press("enter", "v", "f7", *["backspace"] * 10)
        await person.type("12月17日（木）")
        assert "2026年12月17日（木）" in str(person.app.screen.query_one("#label-date").render())
        await person.press("ctrl+s")
        await person.wait_until(lambda: person.screen == "VisitScreen")
        await person.press("f8")
        assert any("まだ来ていないため、共有できません" in one for one in person.said)
        assert person.screen == "VisitScreen"
    assert case.visit(visit.id).record.date == dt.date(2026, 12, 17)
    with pytest.raises(NotYetError, match="2026年12月17日（木）"):
        case.record(visit.id)
    assert make_desk().records() == []
    assert case.visit(visit.id).state != "recorded"


@pytest.mark.parametrize(
    ("planned", "typed", "meant", "words"),
    [
        ("2026-12-03", "11/20", "2026-11-20", "2026年11月20日（金）　過ぎた日です"),
        ("2026-12-03", "12/10", "2026-12-10", "2026年12月10日（木）　これからの日です"),
        ("2026-11-19", "12/3", "2026-12-03", "2026年12月3日（木）　これからの日です"),
        ("2026-11-19", "11/20", "2026-11-20", "2026年11月20日（金）　過ぎた日です"),
        ("2027-01-12", "1/20", "2027-01-20", "2027年1月20日（水）　これからの日です"),
    ],
    ids=["held before its day", "put off", "put off once its day is over", "held a day later", "put off in the new year"],
)
@pytest.mark.parametrize("is_begun", [False, True], ids=["planned", "with something written"])
async def test_a_planned_visit_is_moved_to_the_nearest_day(
    data: Path, make_desk: Desks, planned: str, typed: str, meant: str, words: str, is_begun: bool
) -> None:
    """Seen: planned for 3 December and held on 20 November, it was recorded in 2027. Until it is shared it may move either way, and it is said which."""
    submit(make_desk)
    case = case_of(data, now=THURSDAY)
    visit = case.plan(dt.date.fromisoformat(planned))
    if is_begun:
        case.write(visit.id, VisitPatch(notes="書きかけ"))
    async with specialist_opened(specialist(data, codes=(IMABARI,), now=THURSDAY)) as person:
        await person.press("enter", "v", "f7", *["backspace"] * 10)
        await person.type(typed)
        assert words in str(person.app.screen.query_one("#label-date").render())
        await person.press("ctrl+s")
        await person.wait_until(lambda: person.screen == "VisitScreen")
    assert case.visit(visit.id).record.date == dt.date.fromisoformat(meant)


async def test_what_does_not_fit_is_told_before_a_visit_is_moved(data: Path, make_desk: Desks) -> None:
    """Onto the day of another municipality: the window stays and says so; saved once more it is moved, and the other stays where it is."""
    submit(make_desk)
    desk = specialist(data, codes=(IMABARI, MATSUYAMA), now=THURSDAY)
    imabari, matsuyama = (one for one in sorted(desk.cases(), key=lambda one: -int(one.municipality.code)))
    visit, other = imabari.plan(dt.date(2026, 12, 1)), matsuyama.plan(dt.date(2026, 12, 3))
    async with specialist_opened(desk) as person:
        await person.press("enter", "d", *["backspace"] * 10)
        await person.type("12/3")
        await person.press("ctrl+s")
        await person.wait_until(lambda: "松山市への訪問の予定があります" in person.text)
        assert imabari.visit(visit.id).record.date == dt.date(2026, 12, 1)
        await person.press("ctrl+s")
        await person.wait_until(lambda: person.screen == "CaseHome")
    assert [one.visit(each.id).record.date for one, each in ((imabari, visit), (matsuyama, other))] == [dt.date(2026, 12, 3)] * 2


async def test_the_day_of_a_shared_visit_lies_behind(data: Path, make_desk: Desks) -> None:
    """It took place: 7/1 is last summer's, although the next one is nearer."""
    submit(make_desk)
    case = case_of(data, now=APRIL)
    visit = case.plan(dt.date(2027, 3, 30))
    case.record(visit.id)
    async with specialist_opened(specialist(data, codes=(IMABARI,), now=APRIL)) as person:
        await person.press("enter")
        person.app.push_screen(VisitScreen(case.visit(visit.id)))
        await person.press("f7", *["backspace"] * 10)
        await person.type("7/1")
        assert "2026年7月1日（水）" in str(person.app.screen.query_one("#label-date").render())


async def test_a_plan_is_for_a_day_ahead(data: Path, make_desk: Desks) -> None:
    """Without a year the next such day; one that is over, and a wrong weekday, are said in the window, which stays."""
    submit(make_desk)
    async with specialist_opened(specialist(data, codes=(IMABARI,), now=THURSDAY)) as person:
        await person.press("enter", "d")
        await person.type("2026-11-20")
        await person.press("ctrl+s")
        assert "予定は、きょうからあとの日にしてください" in person.text
        await person.press(*["backspace"] * 10)
        await person.type("12/3（金）")
        await person.press("ctrl+s")
        assert "2026年12月3日は木曜日です（金曜日と書かれています）" in person.text
        await person.press(*["backspace"] * 9)
        await person.type("12/3（木）")
        await person.press("ctrl+s")
        await person.wait_until(lambda: "2026年12月3日" in person.text and person.screen == "CaseHome")
    coming = case_of(data, now=THURSDAY).next_visit()
    assert coming is not None
    assert coming.record.date == dt.date(2026, 12, 3)


async def test_a_due_day_lies_ahead(data: Path, make_desk: Desks) -> None:
    """Both where a specialist agrees on it and where staff set it."""
    submit(make_desk)
    case = case_of(data, now=THURSDAY)
    visit = case.plan(THURSDAY.date())
    case.agree(visit.id, "gov-01", 2, "一歩", "企画課", None)
    case.record(visit.id)
    async with specialist_opened(specialist(data, codes=(IMABARI,), now=THURSDAY)) as person:
        await person.press("enter", "a")
        await person.press("w")
        await person.press("tab")
        await person.type("3/31")
        assert "2027年3月31日（水）" in str(person.app.screen.query_one("#label-due").render())
        await person.press("enter")
        await person.wait_until(lambda: person.screen == "ActionsScreen")
    [action] = case.actions()
    assert action.due == dt.date(2027, 3, 31)


# -- deadlines ---------------------------------------------------------------------------------------------------------


def folder(path: Path) -> Workspace:
    """今治市 has submitted in time, 松山市 on 1 April."""
    workspace = Workspace.open(path)
    for name, day in (("今治", dt.date(2027, 3, 1)), ("松山", dt.date(2027, 4, 1))):
        moment = dt.datetime.combine(day, dt.time(9), JAPAN)
        desk = workspace.staff_desk(workspace.roster.find(name), now=lambda moment=moment: moment)
        desk.submit_answers({one.id: Answer(choice=2) for one in desk.questionnaire.ordered}, "企画課", "課長")
    return workspace


@pytest.mark.parametrize("size", [DESIGN, SMALL], ids=["120x40", "80x24"])
async def test_the_deadline_of_march_is_extended_in_april(tmp_path: Path, size: tuple[int, int]) -> None:
    """The window says which cycle a day is about; afterwards what it means, and whom it does not reach."""
    workspace = folder(tmp_path / "data")
    async with centre_opened(workspace, size, now=APRIL) as person:
        await person.press("c")
        assert "いまの診断期: 令和9年度前期" in person.text
        await person.press("e")
        assert "令和8年度後期: いまの締切は2027年3月31日です。2027年9月29日まで延ばせます。" in person.text.replace("\n", "")
        await person.type("4/15")
        assert "2027年4月15日（木）　令和8年度後期の締切" in str(person.app.screen.query_one("#label-day").render())
        await person.press("enter")
        assert "いまの診断期: 令和8年度後期　締切 2027年4月15日（あと13日）" in person.text
        assert "令和9年度前期の受付は、そのあと（2027年4月16日から）です" in person.text.replace("\n", "")
        assert any("もう一度提出してもらってください" in one and "松山市" in one for one in person.said)
        await person.press("escape", "b")
        assert "令和8年度後期　提出 1/20市町　締切 2027年4月15日" in person.text
        assert "2027年4月1日に次の期の分を提出" in person.text


async def test_the_new_cycle_is_not_shortened_by_the_way(tmp_path: Path) -> None:
    """A closing day in its first weeks is asked about once more; the second time it is meant."""
    workspace = folder(tmp_path / "data")
    async with centre_opened(workspace, now=APRIL) as person:
        await person.press("c", "o", *["backspace"] * 10)
        await person.type("4/15")
        await person.press("ctrl+s")
        assert "令和9年度前期は2027年4月1日に始まったばかり" in person.text.replace("\n", "")
        assert workspace.schedule.read().terms == ()
        await person.press("ctrl+s")
        assert "締切 2027年4月15日" in person.text
        [term] = workspace.schedule.read().terms
        assert term.cycle == Cycle(2027, 1)
    workspace = folder(tmp_path / "other")
    async with centre_opened(workspace, now=APRIL) as person:
        await person.press("c", "x")
        assert "始まったばかり" in person.text


async def test_under_an_extension_both_cycles_can_be_opened(tmp_path: Path) -> None:
    """Which one is chosen in the window."""
    workspace = folder(tmp_path / "data")
    workspace.centre_desk(now=lambda: APRIL).cycles.extend(dt.date(2027, 4, 15))
    async with centre_opened(workspace, now=APRIL) as person:
        await person.press("c", "o", "right", "tab", *["backspace"] * 10)
        await person.type("7/30")
        await person.press("ctrl+s")
        assert any("令和9年度前期の締切は2027年7月30日です" in one for one in person.said)
    schedule = workspace.schedule.read()
    assert schedule.closing_day(Cycle(2027, 1)) == dt.date(2027, 7, 30)
    assert schedule.closing_day(Cycle(2026, 2)) == dt.date(2027, 4, 15)


async def test_the_board_marks_what_came_after_the_deadline_and_whose_draft_is_old(tmp_path: Path) -> None:
    """Late ones, late corrections, and drafts that nobody has touched in this cycle."""
    workspace = Workspace.open(tmp_path / "data")

    def desk(name: str, moment: dt.datetime):  # type: ignore[no-untyped-def]
        return workspace.staff_desk(workspace.roster.find(name), post="企画課", now=lambda: moment)

    def submitted(name: str, moment: dt.datetime, level: int = 2) -> None:
        answers = {one.id: Answer(choice=level) for one in desk(name, moment).questionnaire.ordered}
        desk(name, moment).submit_answers(answers, "企画課", "課長")

    desk("西条", dt.datetime(2026, 9, 1, 9, 0, tzinfo=JAPAN)).save("mom-01", AnswerPatch(choice=1))
    submitted("今治", dt.datetime(2026, 11, 20, 9, 0, tzinfo=JAPAN))
    workspace.centre_desk(now=lambda: THURSDAY).cycles.open(dt.date(2026, 12, 1), "")
    late = dt.datetime(2026, 12, 5, 9, 0, tzinfo=JAPAN)
    submitted("今治", late, level=3)
    submitted("松山", late)
    async with centre_opened(workspace, now=late) as person:
        await person.press("b")
        text = person.text.replace("\n", "")
        assert "締切後に届いた1市町は、この期の県内平均に入りません" in text
        assert "締切後、平均は次の期" in text
        assert "締切後の訂正、平均は訂正前" in text
        assert "前の期の下書き、2026年9月1日まで" in text
