"""An ordinary day's work at each desk, in a session's own process: a nursery that imports it puts it in the place of the app."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path

from web.intruder import REPORT, own_folder

from dxcheck.casework.change import VisitPatch
from dxcheck.formats.typeset import to_pdf
from dxcheck.model import calendar
from dxcheck.model.patch import AnswerPatch
from dxcheck.prefecture.partners import SavedSearch
from dxcheck.reports.brief import brief
from dxcheck.reports.handover import handover
from dxcheck.reports.prefecture import centre_report
from dxcheck.system import apart
from dxcheck.system.refusal import DxcheckError
from dxcheck.web import child, nursery
from dxcheck.web.identity import Start
from dxcheck.workspace import Workspace

Deeds = dict[str, Callable[[], object]]


def staffs(workspace: Workspace, start: Start) -> Deeds:
    """Answer, submit, ask, write a paper."""
    municipality = workspace.roster.by_code(start.municipality)
    assert municipality is not None
    desk = workspace.staff_desk(municipality, post="企画課")
    latest = desk.latest()
    assert latest is not None
    return {
        "answer": lambda: desk.save("mom-01", AnswerPatch(choice=3, comment="書いた")),
        "give up": desk.give_up,
        "begin": desk.begin,
        "submit": lambda: desk.submit_answers(latest.answers, "企画課", "課長"),
        "look back": desk.latest,
        "settle": lambda: desk.settle(desk.open_observations()[0].observation),
        "a paper": lambda: apart.made_apart(lambda: to_pdf(handover(desk)))[:4],
    }


def specialists(workspace: Workspace, start: Start) -> Deeds:
    """Observe, share, judge, visit, write a paper."""
    [case] = workspace.specialist_desk(start.account, start.municipalities, start.fields, has_account=True).cases()
    latest = case.latest()
    assert latest is not None
    visit = case.plan(calendar.today()).id
    return {
        "observe": lambda: case.observe(latest, "mom-02", "所見", internal=False),
        "note": lambda: case.observe(latest, "mom-03", "内部", internal=True),
        "share": lambda: case.share(latest, ["mom-02"]),
        "judge": lambda: case.judge(latest, "mom-01", 1, "1課だけ"),
        "write": lambda: case.write(visit, VisitPatch(notes="記録")),
        "agree": lambda: case.agree(visit, "mom-01", 2, "一歩", "", None),
        "give back": lambda: case.give_back(latest, "根拠を", ["mom-01"]),
        "a paper": lambda: apart.made_apart(lambda: to_pdf(brief(case)))[:4],
    }


def centres(workspace: Workspace, start: Start) -> Deeds:
    """Look over, decide, let in, publish."""
    desk = workspace.centre_desk(start.account)
    town = workspace.roster.find("今治")
    return {
        "look over": desk.comparing.overview,
        "keep": desk.comparing.keep,
        "who lacks": lambda: (desk.comparing.board(), desk.comparing.outside()),
        "extend": lambda: desk.cycles.extend(calendar.today() + dt.timedelta(days=200)),
        "let in": lambda: desk.accounts.add("imabari-new", "staff", [town]),
        "assign": lambda: desk.accounts.add("senmonkan-new", "specialist", [town]),
        "stop": lambda: desk.accounts.set_disabled("imabari-new", True),
        "publish": lambda: desk.publish(desk.preview(desk.last_closed)),
        "put in use": desk.put_in_use,
        "search": lambda: workspace.folder.finders(workspace.roster.prefecture.code).save(SavedSearch("探す", "mom-01<=1")),
        "say who tells": lambda: desk.camps.say("382027", desk.questionnaire_id, "mom", "agreed"),
        "a case": lambda: next(one for one in desk.cases.cases() if one.latest()).plan(calendar.today()),
        "a paper": lambda: apart.made_apart(lambda: to_pdf(centre_report(desk, desk.comparing.overview())))[:4],
    }


def work(start: Start, workspace: Workspace) -> None:
    """Do it all; what came of each goes where the session may write."""
    came: dict[str, str] = {}
    try:
        deeds = {"staff": staffs, "specialist": specialists, "centre": centres}[start.role](workspace, start)
    except Exception as problem:  # noqa: BLE001 - told in the report
        deeds, came = {}, {"begin": repr(problem)}
    for name, deed in deeds.items():
        try:
            deed()
        except DxcheckError as problem:
            came[name] = problem.in_full()
        except Exception as problem:  # noqa: BLE001 - told in the report
            came[name] = repr(problem)
        else:
            came[name] = "done"
    if start.borrowed is not None:  # there is nowhere to write
        sys.stderr.write(json.dumps(came))
        return
    own = own_folder(Path(start.data), start.role, start.municipality or (*start.municipalities, "382027")[0])
    (own / REPORT).write_text(json.dumps(came), encoding="utf-8")


if __name__ == "__main__":
    import web.at_work

    child._app = web.at_work.work  # type: ignore[assignment]
    child._rehearse = lambda: None
    nursery.main()
    sys.exit(0)
