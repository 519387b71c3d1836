"""What invented specialists and municipalities wrote for each other: a visit with KPT, agreed actions, observations, wishes, a visit to come."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, NamedTuple, cast

import msgspec

from dxcheck.casework.model import Action, Judgement, Observation, Remark, Response, Returned, Tried, Visit, VisitRecord, Wish
from dxcheck.casework.wishes import replied
from dxcheck.demo.workdays import workday_by, workday_from
from dxcheck.model.calendar import JAPAN
from dxcheck.model.snapshot import current_snapshots
from dxcheck.workspace import QUESTIONNAIRE

if TYPE_CHECKING:
    from dxcheck.casework.model import TryMark, WishState
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.store.folder import DataFolder

SPECIALIST: Final = "demo-senmonkan"
"""The demo's specialist; its account is made when the demo is opened in a browser."""
FIELDS: Final = ("center", "procedure")


class Case(NamedTuple):
    """One visited municipality."""

    code: str
    days_ago: int
    """How long ago it was visited; 0 for not at all."""
    days_ahead: int
    """When the next visit is planned; 0 for no plan."""
    who: str
    notes: str
    internal: str
    keep: str
    problem: str
    tries: str
    steps: tuple[tuple[str, str, str, int, str], ...]
    """Item, what to do, owner, due in days from now, state."""
    observed: tuple[tuple[str, str, str], ...]
    """Item, text, and who reads it: `shared`, `draft` or `internal`."""
    judged: tuple[tuple[str, int, str], ...]
    """Item, by how much the specialist's level differs, reason."""
    wish: tuple[tuple[str, int, str, str], ...]
    """What was asked, how many days ago, where it stands (`done`: closed), and what was answered."""
    tried: tuple[tuple[str, TryMark], ...] = ()
    """What was to be tried since the visit before, and what became of it."""
    returned: tuple[str, ...] = ()
    """Why the newest snapshot was given back, and the items to look at once more."""


CASES: Final = (
    Case(
        "382027",
        41,
        9,
        "企画課 情報係、総務課 行政係、専門官",
        "前期の診断結果をもとに、業務の棚卸しとオンライン申請の進め方を話し合った。\n各課の業務一覧は様式がそろいつつあり、まず窓口の3課で試すことにした。",
        "総務課長の理解が進んでいる。次回は人事の研修計画と合わせて話すとよい。",
        "業務一覧の様式を1枚にしたこと\n毎月の打合せを続けていること",
        "一覧を更新する担当が決まっていない\n申請件数を数える方法がない",
        "窓口の3課で一覧を先に完成させる\n申請件数を月ごとに数えて共有する",
        (
            ("bpr-01", "窓口の3課（市民・税務・福祉）で業務一覧をつくり、共有フォルダーに置く", "企画課 情報係", 38, "doing"),
            ("gov-03", "業務一覧を更新する担当を各課で1名決め、名簿にする", "総務課 行政係", -6, "open"),
        ),
        (
            ("bpr-01", "様式がよくまとまっています。近隣の市にも紹介できそうです。窓口の3課から広げる進め方に賛成です。", "shared"),
            ("svc-01", "件数の数え方を先にそろえると、次の年度の予算の説明に使えます。", "shared"),
            ("hum-03", "研修の受講率は自己申告。記録の有無を次回確かめる。", "internal"),
            ("gov-03", "一覧を更新する担当が決まったら、その名簿の見本を", "draft"),
        ),
        (("bpr-01", -1, "様式はあるが、使っているのはまだ1つの課"), ("svc-01", 0, "件数の記録を見せてもらった")),
        (
            (
                "業務一覧を全課に広げるとき、忙しい課にどう声をかけるとよいか。",
                12,
                "next_visit",
                "ほかの市の例を集めて、次の訪問でいっしょに考えましょう。",
            ),
            ("来年度の予算要求に、どの数字を使うとよいか。", 5, "received", ""),
            (
                "研修の案内は、いつごろ届きますか。",
                20,
                "answered",
                "来月の上旬に、県から各市町の企画担当あてに届く予定です。",
            ),
        ),
    ),
    Case(
        "382019",
        97,
        0,
        "デジタル戦略課、市民課、専門官",
        "電子決裁の範囲を広げる計画と、文書の決まりの見直しについて話した。",
        "文書担当との調整に時間がかかりそう。先行する市の例を次回持っていく。",
        "電子決裁の率を毎月出していること",
        "紙の添付が多い起案が残っている",
        "添付の多い起案を3つ選び、やり方を変えてみる",
        (("bpr-04", "紙の添付が多い起案を3つ選び、電子だけで回してみる", "デジタル戦略課 推進係", 20, "open"),),
        (("bpr-04", "毎月の率が出ているのは大きな強みです。次は、残っている紙の理由を3つに分けてみてください。", "shared"),),
        (("bpr-04", 0, "月次の率を確かめた"),),
        (("電子決裁の率は、他市ではどう数えていますか。", 60, "done", "起案の件数で数える市が多いです。数え方の例をお送りしました。"),),
        (("電子決裁の率を部ごとに出してみる", "done"), ("文書の決まりの見直しを、年度内に案にする", "continue")),
        ("電子決裁の率が上がった理由がわかる資料を、根拠に書き足してください。", "bpr-04"),
    ),
    Case(
        "383562",
        0,
        16,
        "",
        "",
        "",
        "",
        "",
        "",
        (),
        (),
        (),
        (("何から始めたらよいかわかりません。小さな町でもできることを教えてください。", 9, "received", ""),),
    ),
    Case("382060", 0, 0, "", "", "", "", "", "", (), (), (), ()),
    Case("384011", 0, 0, "", "", "", "", "", "", (), (), (), ()),
)


def write_casework(folder: DataFolder, day: dt.date) -> None:
    """Write it all; the same day gives the same documents.

    Raises:
        StoreError: it could not be written.
    """
    for case in CASES:
        _write(folder, case, day)


def _write(folder: DataFolder, case: Case, day: dt.date) -> None:
    shared, internal = folder.shared_notes(case.code), folder.internal_notes(case.code)
    submitted = folder.submitted(case.code)
    held = _moment(workday_by(day - dt.timedelta(days=case.days_ago)))
    before = [one for one in current_snapshots(submitted.every_snapshot(), QUESTIONNAIRE) if one.submitted_at < held]
    visits: list[Visit] = []
    if case.days_ago and before:
        if case.tried:
            visits.append(_earlier(case, held))
            shared.take_record(visits[0].record, lambda there: there)
        visits.append(_held(case, before[-1], day, held))
        _observe(folder, case, before[-1], held)
        actions = [_progress(one, case, day) for one in visits[-1].actions]
        shared.take_record(visits[-1].record, lambda there: [*there, *actions])
    if case.days_ahead:
        date = workday_from(day + dt.timedelta(days=case.days_ahead))
        planned = _moment(workday_by(day - dt.timedelta(days=3)))
        visits.append(Visit(VisitRecord(f"v-{date:%Y%m%d}-{case.code}", date, at=planned, by=SPECIALIST)))
    if visits:
        internal.visits.change(lambda _none: visits)
    if case.wish:
        shared.wishes.change(lambda _none: _wishes(case, day))
    if case.returned and before:
        newest = current_snapshots(submitted.every_snapshot(), QUESTIONNAIRE)[-1]
        reason, *items = case.returned
        at = max(_moment(workday_by(day - dt.timedelta(days=2))), newest.submitted_at + dt.timedelta(hours=1))
        back = Returned(newest.id, reason, tuple(items), at, SPECIALIST)
        shared.returns.change(lambda _none: [back])


def _wishes(case: Case, day: dt.date) -> list[Wish]:
    """What a municipality asked, and what was answered two days later."""
    made = []
    for number, (text, days_ago, state, answer) in enumerate(case.wish):
        at = _moment(workday_by(day - dt.timedelta(days=days_ago)))
        wish = Wish(text, at, case.who.split("、")[0], f"demo{case.code[2:]}{number}")
        stands = cast("WishState", "answered" if state == "done" else state)
        one = replied(wish, answer, stands, _later(at, 2), SPECIALIST, "") if answer else wish
        closed = _later(at, 7)
        made.append(msgspec.structs.replace(one, closed_at=closed, closed_by=wish.by) if state == "done" else one)
    return made


def _earlier(case: Case, held: dt.datetime) -> Visit:
    """The visit before, at which it was said what to try."""
    date = _moment(workday_by(held.date() - dt.timedelta(days=98)))
    tries = "\n".join(text for text, _mark in case.tried)
    record = VisitRecord(f"v-{date:%Y%m%d}-{case.code}", date.date(), "hearing", case.who, tries=tries, at=date, by=SPECIALIST)
    return Visit(record, "recorded")


def _held(case: Case, snapshot: Snapshot, day: dt.date, held: dt.datetime) -> Visit:
    id_ = f"v-{held:%Y%m%d}-{case.code}"
    actions = tuple(
        Action(
            f"demo{case.code[2:]}{number}",
            item,
            min(5, (snapshot.answer(item).level or 0) + 1),
            step,
            held,
            snapshot.id,
            owner=owner,
            due=workday_by(day + dt.timedelta(days=due)),
            visit=id_,
        )
        for number, (item, step, owner, due, _state) in enumerate(case.steps)
    )
    tried = tuple(Tried(text, mark) for text, mark in case.tried)
    record = VisitRecord(
        id_,
        held.date(),
        "visit",
        case.who,
        case.notes,
        case.keep,
        case.problem,
        case.tries,
        tried,
        at=held + dt.timedelta(hours=3),
        by=SPECIALIST,
    )
    return Visit(record, "recorded", case.internal, actions)


def _progress(action: Action, case: Case, day: dt.date) -> Action:
    """How far it is by now, with a line from the municipality."""
    state = next(state for item, _step, _owner, _due, state in case.steps if item == action.item)
    if state != "doing":
        return action
    said = Remark(_moment(workday_by(day - dt.timedelta(days=8))), action.owner, "市民課の一覧ができました。税務課は来月の予定です。")
    return msgspec.structs.replace(action, state="doing", changed_at=said.at, remarks=(said,))


def _observe(folder: DataFolder, case: Case, snapshot: Snapshot, held: dt.datetime) -> None:
    at = _moment(workday_by(held.date() - dt.timedelta(days=2)))
    made = [(reader, Observation(snapshot.id, item, text, at, SPECIALIST, draft=reader == "draft")) for item, text, reader in case.observed]
    shared = [one for reader, one in made if reader == "shared"]
    if not any(reader == "draft" for reader, _one in made):  # whoever has nothing new to read has answered
        at_visit = _later(held, 6)
        said = Response("do", action=f"demo{case.code[2:]}0")
        shared = [msgspec.structs.replace(one, settled_at=at_visit, settled_by=case.who.split("、")[0], response=said) for one in shared]
    folder.shared_notes(case.code).observations.change(lambda _none: shared)
    internal = folder.internal_notes(case.code)
    internal.observations.change(lambda _none: [one for reader, one in made if reader != "shared"])
    judged = []
    for item, by, reason in case.judged:
        level = snapshot.answer(item).level
        if level is not None:
            judged.append(Judgement(snapshot.id, item, max(0, min(5, level + by)), reason, at, SPECIALIST))
    internal.judgements.change(lambda _none: judged)


def _later(at: dt.datetime, days: int) -> dt.datetime:
    """Some days later, on a workday."""
    return _moment(workday_from(at.date() + dt.timedelta(days=days)))


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, 13, 30, tzinfo=JAPAN)
