"""Many municipalities at once: the same from a folder as from a database, one that is damaged keeps no other, and a database is asked a few times however many there are."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
import psycopg
import pytest
from chance import tried
from demos import CopyDemo
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgresql import SHARED, Cluster
from psycopg.conninfo import conninfo_to_dict
from store.making import REF, draft, snapshot

from bench.prefecture import in_todays_form
from bench.scale import generate
from dxcheck.desk.support import what_support_achieved
from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.model.calendar import JAPAN
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer, Draft, QuestionnaireRef, Snapshot
from dxcheck.prefecture.overview import Line
from dxcheck.prefecture.standing import Standing
from dxcheck.reports.prefecture import centre_report
from dxcheck.store import errors
from dxcheck.store.database import bulk, words
from dxcheck.store.database.bulk import _SLIM, _WHOLE
from dxcheck.store.database.database_shelf import DatabaseShelf, close_databases, open_database
from dxcheck.store.database.migrations import WORKER
from dxcheck.store.database.seats import Holder, Seats
from dxcheck.store.database.transfer import move_in
from dxcheck.store.envelope import SCHEMA, Envelope
from dxcheck.store.errors import NoAnswerError, StoreError
from dxcheck.store.folder import DataFolder
from dxcheck.store.granted import ANY, Whose, to_desk, to_everybody
from dxcheck.store.inheritance import Predecessor
from dxcheck.store.layout import place
from dxcheck.store.many import Submissions, all_snapshots_in, drafts_in, found_in, glances_in
from dxcheck.store.portions import portions
from dxcheck.store.scan import Glance, Head
from dxcheck.store.shelf import Address
from dxcheck.store.shelves import shelf_of
from dxcheck.store.storage import document_bytes, read_document
from dxcheck.store.submitted import SubmittedRepository
from dxcheck.system import patience
from dxcheck.system.progress import CancelledError, LastTold, followed_by
from dxcheck.workspace import Workspace

NOW, LATER = dt.datetime(2026, 11, 23, 10, 0, tzinfo=JAPAN), dt.datetime(2027, 5, 20, 10, 0, tzinfo=JAPAN)
CODES = tuple(f"38{n:04}" for n in range(1, 7))
OF_ANOTHER = msgspec.structs.replace(REF, id="another")
SNAPSHOTS = st.lists(
    st.tuples(st.booleans(), st.sampled_from([REF, REF, OF_ANOTHER]), st.sampled_from(["", "記録", '"\\', "\u2028"])), max_size=5
)
BY_HAND: dict[str, tuple[bytes, bytes]] = {
    "no answers": (b'"answers"', b'"once"'),
    "a level that is none": (b'"choice": 2', b'"choice": "5x"'),
    "a level of no scale here": (b'"choice": 2', b'"choice": 7'),
    "no text": ("課長".encode(), b"\\ud800"),
    "too long a post": ("企画課".encode(), "課".encode() * 61),
    "no post": ('"企画課"'.encode(), b"null"),
    "no zone": (b"+09:00", b""),
    "another zone": (b"+09:00", b"Z"),
    "no such day": (b"2026-11-", b"2026-13-"),
    "a number as text": (b'"scoring_rule": 1', b'"scoring_rule": "1"'),
    "half a number": (b'"scoring_rule": 1', b'"scoring_rule": 1.5'),
    "no rule": (b'"scoring_rule"', b'"rule"'),
    "no source of ours": (b'"scoring_rule": 1', b'"scoring_rule": 1, "source": "fax"'),
    "posts in a list": (b'"scoring_rule": 1', b'"scoring_rule": 1, "posts": ["a"]'),
    "posts of numbers": (b'"scoring_rule": 1', b'"scoring_rule": 1, "posts": {"gov-01": 1}'),
    "carried over from no day": (b'"scoring_rule": 1', b'"scoring_rule": 1, "carried_over": {"gov-01": "once"}'),
    "kept in words": (b'"scoring_rule": 1', b'"scoring_rule": 1, "kept": "all"'),
    "copied numbers": (b'"scoring_rule": 1', b'"scoring_rule": 1, "copied": [1]'),
    "what else there is": (
        b'"scoring_rule": 1',
        b'"scoring_rule": 1, "posts": {"gov-01": "a"}, "carried_over": {"gov-01": "2026-04-01"}, "kept": ["gov-01"], "copied": ["gov-02"], "of_tomorrow": 1',
    ),
    "the rest": (
        b'"scoring_rule": 1',
        b'"scoring_rule": 1, "source": "app", "collected_for": {"fiscal_year": 2025, "half": 2}, "confirmed_at": "2026-11-23T10:00:00.5+09:00"',
    ),
    "no cycle": (b'"scoring_rule": 1', b'"scoring_rule": 1, "collected_for": "2025-2"'),
    "confirmed once": (b'"scoring_rule": 1', b'"scoring_rule": 1, "confirmed_at": "once"'),
    "a hash of a number": (b'"hash": "', b'"hash": 1, "was": "'),
    "no version": (b'"version"', b'"edition"'),
    "a scale": (b'"version"', b'"scale": [1, 2, 2.5], "version"'),
    "a scale of words": (b'"version"', b'"scale": ["low"], "version"'),
}
"""What something may have made of a sound file."""
AS_WRITTEN = ("what else there is", "the rest", "a scale", "a level that is none", "a level of no scale here", "no cycle", "no such day")
KINDS = st.one_of(
    st.just("whole"),
    st.sampled_from(["none", "cut", "of another", "an earlier schema", "null for answers", "by hand"]),
    st.sampled_from(list(BY_HAND)),
)


# -- figures -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def both(database: str, tmp_path: Path, copy_demo: CopyDemo) -> tuple[Workspace, Workspace]:
    """The demo in a folder, and the same in a database: one submitted today, one is in the middle of a correction, one file is cut."""
    data = copy_demo(tmp_path / "data", NOW.date())
    workspace = Workspace.open(data)
    for name in ("今治", "西条"):
        desk = workspace.staff_desk(workspace.roster.find(name), post="企画課", now=lambda: NOW)
        if (latest := desk.latest()) is not None:
            desk.submit_answers({**latest.answers, "gov-01": Answer(choice=5)}, "企画課", "課長", replace=True)
        desk.begin()
        desk.save("mom-01", AnswerPatch(choice=2))
    broken = place(data, f"{workspace.roster.find('鬼北').code}.json")
    broken.write_bytes(broken.read_bytes()[:300])
    move_in(data, database)
    return workspace, Workspace.open(open_database(database))


def test_every_figure_of_the_centre_is_the_same_from_both(both: tuple[Workspace, Workspace]) -> None:
    """Overviews of all cycles, the board, courses, moments, and the report; cold, and once more."""
    desks = [one.centre_desk(now=lambda: NOW) for one in both]
    folder, engine = (desk.comparing for desk in desks)
    assert engine.cycles() == folder.cycles()
    assert len(folder.cycles()) > 3
    for cycle in folder.cycles():
        for _look in range(2):
            mine, theirs = folder.overview(cycle), engine.overview(cycle)
            assert [_told(one) for one in mine.lines] == [_told(one) for one in theirs.lines]
            assert msgspec.structs.replace(mine, lines=()) == msgspec.structs.replace(theirs, lines=())
        assert folder.moments(mine) == engine.moments(theirs)
        assert folder.submitted_for_next_only(cycle) == engine.submitted_for_next_only(cycle)
    boards = [one_of.board() for one_of in (folder, engine)]
    assert [_told(one) for one in boards[0]] == [_told(one) for one in boards[1]]
    assert {one.progress for one in boards[0]} >= {"none", "correcting", "damaged"}
    first, second = (one.courses(one.cycle, one.municipalities, items=["gov-01"]) for one in (folder, engine))
    assert msgspec.structs.replace(first, unreadable={}) == msgspec.structs.replace(second, unreadable={})
    assert (first.unreadable.keys(), len(first.unreadable)) == (second.unreadable.keys(), 1)
    summaries = [[one._replace(problem=str(bool(one.problem))) for one in desk.cases.summaries()] for desk in desks]
    assert summaries[0] == summaries[1]
    assert any(one.actions for one in summaries[0])
    papers = [re.sub(r" at 0x\w+", "", str(centre_report(desk, desk.comparing.overview()).blocks)) for desk in desks]
    assert papers[0] == papers[1]


def test_what_would_be_published_is_the_same_from_both(both: tuple[Workspace, Workspace]) -> None:
    """A preview reads every snapshot there is."""
    mine, theirs = (desk.preview(desk.last_closed) for desk in (one.centre_desk(now=lambda: LATER) for one in both))
    assert mine.entry.benchmark.figures
    assert (mine.entry, mine.submitted, mine.progress) == (theirs.entry, theirs.submitted, theirs.progress)
    assert (mine.unreadable.keys(), len(mine.unreadable)) == (theirs.unreadable.keys(), 1)


def _told(one: Line | Standing) -> object:
    """What is said of a municipality; of what is wrong with its file only that it is, since each shelf tells of it in its own words."""
    return (
        msgspec.structs.replace(one, problem=str(bool(one.problem)))
        if isinstance(one, Line)
        else one._replace(problem=str(bool(one.problem)))
    )


# -- whatever is in the files ------------------------------------------------------------------------------------------


def _document(code: str, kind: str, many: list[tuple[bool, QuestionnaireRef, str]]) -> bytes | None:
    """A municipality's file, as something may have left it."""
    made: list[Snapshot] = []
    for seq, (corrects, ref, text) in enumerate(many, 1):
        before = made[-1].id if corrects and made else ""
        made.append(
            msgspec.structs.replace(
                snapshot(seq, snapshot_id=f"{code}-{seq}", evidence=text), municipality=code, questionnaire=ref, supersedes=before
            )
        )
    tables = {"snapshots": {str(n): msgspec.to_builtins(one) for n, one in enumerate(made, 1)}, "wishes": {}}
    whole = document_bytes(Envelope(SCHEMA, "municipality", "380000" if kind == "of another" else code, demo=False), tables)
    changed: dict[str, Callable[[bytes], bytes | None]] = {
        "none": lambda _whole: None,
        "an earlier schema": lambda whole: whole.replace(b'"schema": 9', b'"schema": 2'),
        "cut": lambda whole: whole[: len(whole) // 2],
        "null for answers": lambda whole: re.sub(rb'"answers": \{.*?\n   \}', b'"answers": null', whole, flags=re.DOTALL),
        "by hand": lambda whole: msgspec.json.format(whole, indent=3),
    }
    if kind in BY_HAND:
        try:
            return document_bytes(
                *read_document(whole.replace(*BY_HAND[kind]), Path(code))
            )  # with lines as dxcheck writes them: a database has it in records
        except StoreError:
            return whole.replace(*BY_HAND[kind])
    return changed.get(kind, lambda whole: whole)(whole)


@given(st.lists(st.tuples(KINDS, SNAPSHOTS), min_size=1, max_size=len(CODES)))
@settings(max_examples=tried(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_many_are_read_as_one_after_the_other_from_both(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory, towns: list[tuple[str, list[tuple[bool, QuestionnaireRef, str]]]]
) -> None:
    """Whichever snapshots are picked, and whatever is wrong with some: exactly those are errors that are errors by themselves."""
    assert_same_from_both(cluster, tmp_path_factory.mktemp("data"), CODES, towns)


def test_whatever_is_wrong_by_hand_is_told_of_both_alike(cluster: Cluster, tmp_path: Path) -> None:
    """A file, and a database that was made of it, say the same; also of a snapshot that nobody would look at."""
    towns = [(kind, [(False, ref, "")] * many) for kind in BY_HAND for ref in (REF, OF_ANOTHER) for many in (1, 3)]
    assert_same_from_both(cluster, tmp_path, [f"38{n:04}" for n in range(1, len(towns) + 1)], towns)
    close_databases()
    with psycopg.connect(cluster.url(SHARED)) as connection:
        rows = connection.execute("SELECT left(document, 6)::int - 380001, bool_and(mark IS NOT NULL) FROM dxcheck.kept GROUP BY document")
        marked = {towns[number][0] for number, is_marked in rows if is_marked}
    assert marked == set(AS_WRITTEN), "what a database cannot tell from what dxcheck writes is found by whoever reads it"


def assert_same_from_both(
    cluster: Cluster, data: Path, codes: Sequence[str], towns: list[tuple[str, list[tuple[bool, QuestionnaireRef, str]]]]
) -> None:
    """Read at once and one after the other, out of a folder and a database."""
    codes = codes[: len(towns)]
    for code, (kind, many) in zip(codes, towns, strict=True):
        content = _document(code, kind, many)
        if content is not None:
            path = place(data, f"{code}.json")
            path.parent.mkdir(parents=True)
            path.write_bytes(content)
    (data / "roster.toml").write_text("", encoding="utf-8")
    close_databases()
    url = cluster.emptied()
    move_in(data, url)

    def newest(heads: list[Head]) -> Head | None:
        return heads[-1] if heads else None

    def oldest(heads: list[Head]) -> Head | None:
        return heads[0] if heads else None

    said = []
    for address in (data, open_database(url)):
        folder = DataFolder.open(address)
        submitted = [folder.submitted(code) for code in codes]
        at_once = [_said_at_once(one) for one in found_in(submitted, REF.id, newest, oldest)]
        assert at_once == [_one_by_one(one, newest, oldest) for one in submitted]
        glances = [type(one).__name__ if isinstance(one, StoreError) else one for one in glances_in(submitted, REF.id)]
        assert glances == [_glance(one) for one in submitted]
        every = [one if isinstance(one, list) else None for one in all_snapshots_in(submitted, REF.id)]
        said.append((at_once, glances, every))
    assert said[0] == said[1]


def _glance(submitted: SubmittedRepository) -> Glance | str | None:
    """By itself; None where `glances_in` leaves it to whoever asks."""
    try:
        return submitted.glance(REF.id) if shelf_of(submitted.path).is_there(submitted.path) else None
    except StoreError as problem:
        return type(problem).__name__
    except LookupError:
        return None


def _said_at_once(found: Submissions | StoreError) -> list[Snapshot | None] | str:
    return type(found).__name__ if isinstance(found, StoreError) else found.picked


def _one_by_one(submitted: SubmittedRepository, *picks: Callable[[list[Head]], Head | None]) -> list[Snapshot | None] | str:
    try:
        return submitted.pick(REF.id, *picks)
    except StoreError as problem:
        return type(problem).__name__


@pytest.mark.parametrize("shelf", ["folder", "database"])
def test_what_a_predecessor_left_is_found_and_so_are_drafts(shelf: str, database: str, tmp_path: Path) -> None:
    """Of a municipality whose code changed, before and after its own file says so."""
    address: Address = tmp_path / "data" if shelf == "folder" else open_database(database)
    before = DataFolder.open(address)
    old, new = "382043", "382159"
    kept = before.repository(old).add_snapshot(lambda _none: msgspec.structs.replace(snapshot(1), municipality=old))
    before.repository(old).change_draft(REF.id, lambda _none: msgspec.structs.replace(draft(gov_01=3), municipality=old))
    folder = DataFolder.open(address)
    folder.inherit(lambda code: (Predecessor(old, "前の町", dt.date(2026, 10, 1), is_same=True),) if code == new else ())

    def look() -> tuple[list[str], Draft | None]:
        repository = folder.repository(new)
        (found,), (drafts,) = found_in([repository], REF.id), drafts_in([repository])
        assert isinstance(found, Submissions)
        return [one.id for one in found.every], repository.draft_in(drafts(), REF.id, ())

    ids, found = look()
    assert (ids, found) == ([kept.id], folder.repository(new).draft(REF.id))
    assert found is not None
    folder.repository(new).add_snapshot(lambda there: msgspec.structs.replace(snapshot(len(there) + 1), municipality=new))
    assert len(look()[0]) == 2


@pytest.mark.parametrize("shelf", ["folder", "database"])
def test_a_snapshot_is_given_by_its_id(shelf: str, database: str, tmp_path: Path) -> None:
    """With its answers; nothing for one that is not there."""
    address: Address = tmp_path / "data" if shelf == "folder" else open_database(database)
    repository = DataFolder.open(address).repository(CODES[0])
    made = [repository.add_snapshot(lambda there: snapshot(len(there) + 1)) for _n in range(3)]
    wanted = [(repository.path, made[2].id), (repository.path, "none"), (repository.draft_path, made[0].id), (repository.path, made[0].id)]
    found = shelf_of(address).snapshots(wanted)
    assert [None if one is None else msgspec.json.decode(one, type=Snapshot) for one in found] == [made[2], None, None, made[0]]


# -- how much a database is asked ----------------------------------------------------------------------------------------


@pytest.fixture
def many(cluster: Cluster, tmp_path: Path) -> Iterator[str]:
    """The name of a database with 30 municipalities, each with 40 snapshots and half of them in the middle of a draft."""
    data = tmp_path / "data"
    generate(data, 30)
    in_todays_form(data)
    workspace = Workspace.open(data)
    for one in workspace.roster.municipalities[::2]:
        desk = workspace.staff_desk(one, now=lambda: NOW)
        desk.begin()
        desk.save("mom-01", AnswerPatch(choice=2))
    url = cluster.ready()
    move_in(data, url)
    close_databases()
    yield conninfo_to_dict(url)["dbname"]
    close_databases()


def test_a_database_is_asked_a_few_times_and_for_an_unchanged_board_not_at_all(cluster: Cluster, many: str) -> None:
    """Of 30 municipalities two statements for an overview, two for the board; another look at either asks nothing."""
    with cluster.heard(many) as since:
        workspace = Workspace.open(open_database(cluster.url(many)))
        comparing = workspace.centre_desk(now=lambda: NOW).comparing
        comparing.board_stamp()  # from now on changes are told
        assert comparing.cycles()
        assert len([one for one in since() if "string_agg" in one]) == 1
        overview = comparing.overview()
        asked = since()
        assert ([("string_agg" in one, "unnest" in one) for one in asked], len(overview.counted)) == ([(True, False), (False, True)], 30), (
            asked
        )
        board = comparing.board()
        asked = since()
        assert len(asked) == 2, asked
        assert [one.progress for one in board] == ["correcting", "submitted"] * 15
        stamp = comparing.board_stamp()
        assert (comparing.overview(), comparing.board(), comparing.board_stamp(), since()) == (overview, board, stamp, [])
        submit_again(workspace)
        since()
        assert comparing.board() != board
        assert len(since()) == 2, "one municipality is read again, and no other"


def test_of_many_documents_the_engine_looks_up_their_own_rows_and_no_others(cluster: Cluster) -> None:
    """Also of as many as are read together, each time, whatever else the table holds: a look through all of it would be as long for each of them."""
    name = conninfo_to_dict(cluster.ready())["dbname"]
    cluster.ask(
        "INSERT INTO dxcheck.documents (name, envelope, tables) SELECT n::text, '{}', '{a}' FROM generate_series(1, 1000) n;"
        "INSERT INTO dxcheck.kept (document, tbl, key, number, place, body)"
        " SELECT d::text, 'a', k::text, k::text, k, '\"some words\"' FROM generate_series(1, 1000) d, generate_series(1, 40) k;"
        "INSERT INTO dxcheck.records (document, tbl, key, number, place, body) SELECT document, tbl, key, number, place, body FROM dxcheck.kept;"
        "ANALYZE dxcheck.documents, dxcheck.kept, dxcheck.records",
        name,
    )
    with psycopg.connect(cluster.url(name), prepare_threshold=None) as connection:
        connection.execute("SET search_path = dxcheck, pg_temp")
        for role in ("dxcheck_worker", "dxcheck_app"):
            connection.execute(f"SET ROLE {role}".encode())
            for statement, most in ((_SLIM, bulk.SLIM_AT_ONCE), (_WHOLE, bulk.WHOLE_AT_ONCE)):
                names = {"names": [str(n) for n in range(1, most + 1)], "tables": ["a"]}
                plan = "\n".join(step for (step,) in connection.execute(b"EXPLAIN " + statement.encode(), names))
                assert re.findall(r"Seq Scan on (?:kept|records)", plan) == [], plan
                assert "Gather" not in plan, "no process beside the one that is asked"


@given(count=st.integers(0, 3000), most=st.integers(1, 300))
def test_portions_grow_up_to_the_most_and_are_all_of_them(count: int, most: int) -> None:
    """No document is left out, and none but the last portion is smaller than the one before."""
    sizes = list(portions(count, most))
    assert sum(sizes) == count
    assert all(0 < one <= most for one in sizes)
    assert sizes[:-1] == sorted(sizes[:-1])


def submit_again(workspace: Workspace) -> None:
    """The first municipality corrects what it submitted."""
    desk = workspace.staff_desk(workspace.roster.municipalities[0], now=lambda: NOW)
    latest = desk.latest()
    assert latest is not None
    desk.submit_answers({one: Answer(choice=5) for one in latest.answers}, "企画課", "課長", replace=True)


def test_a_seat_of_the_centre_reads_all_at_once_and_one_of_staff_its_own(cluster: Cluster, many: str) -> None:
    """Row-level security is asked once a statement, and is not gone around by reading much at once."""
    url = cluster.url(many)
    workspace = Workspace.open(open_database(url))
    towns = workspace.roster.municipalities
    accounts = workspace.folder.accounts(workspace.roster.prefecture.code)
    now = calendar.now()
    accounts.add(Account("centre", "centre", "", "!", now))
    accounts.add(Account("town", "staff", towns[0].code, "!", now))
    seats = Seats(url, WORKER)
    seen = {}
    for name, role, code in (("centre", "centre", ANY), ("town", "staff", towns[0].code)):
        places = [*to_everybody(), *to_desk(role, Whose((code,)))]
        token = seats.issue(Holder(name, "203.0.113.7", role), places, ["login"], now + dt.timedelta(hours=1))
        seat = Workspace.open(open_database(url, seat=token))
        seen[name] = seat.centre_desk(now=lambda: NOW).comparing.overview()
    assert seen["centre"] == workspace.centre_desk(now=lambda: NOW).comparing.overview()
    assert [one.state for one in seen["town"].lines] == ["counted"] + ["none"] * 29
    over = seat.centre_desk(now=lambda: NOW).comparing
    assert seats.end_all_of("town") == 1
    assert {(one.state, one.problem) for one in over.overview().lines if one.state != "none"} == {("damaged", str(words.seat_over()))}
    token = seats.issue(Holder("centre", "203.0.113.7", "centre"), to_desk("centre", Whose((ANY,))), ["login"], now + dt.timedelta(hours=1))
    with psycopg.connect(cluster.url(many, "dxcheck_app")) as connection:
        connection.execute("SET search_path = dxcheck, pg_temp")
        connection.execute("SELECT set_config('dxcheck.seat', %s, false)", (token,))
        plan = connection.execute(b"EXPLAIN " + _SLIM.encode(), {"names": ["x"], "tables": ["snapshots"]}).fetchall()
    steps = "\n".join(step for (step,) in plan)
    assert ("InitPlan" in steps, "seat_reads" in steps) == (True, False), "the seat is looked up once, and for no row"


@pytest.mark.parametrize("at_once", [4, 200])
def test_reading_many_tells_how_far_it_is_and_ends_when_it_is_not_wanted_any_more(
    at_once: int, cluster: Cluster, many: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the next municipality, whether or not more is read ahead; nothing goes on behind, and the next look is whole."""
    monkeypatch.setattr(DatabaseShelf, "at_once", at_once)
    monkeypatch.setattr(bulk, "SLIM_AT_ONCE", at_once)
    comparing = Workspace.open(open_database(cluster.url(many))).centre_desk(now=lambda: NOW).comparing
    told = []

    class Follower(LastTold):
        def told(self, done: int, of: int, what: str) -> None:
            super().told(done, of, what)
            told.append((done, of))
            if told.count((7, 30)) == 2:  # the second step is the reading
                self.cancel()

    for read in (comparing.overview, comparing.board):
        told.clear()
        before = set(threading.enumerate())
        with followed_by(Follower()), pytest.raises(CancelledError):
            read()
        assert told[-8:] == [(n, 30) for n in range(8)]
        assert "working ahead" not in {one.name for one in set(threading.enumerate()) - before}
    assert (len(comparing.overview().counted), len(comparing.board())) == (30, 30)


def test_a_screen_does_not_wait_for_a_database_that_stands_still(cluster: Cluster, many: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has a line for each that says so, and all of them once the database is there again."""
    monkeypatch.setattr(DatabaseShelf, "at_once", 4)
    monkeypatch.setattr(bulk, "SLIM_AT_ONCE", 4)
    comparing = Workspace.open(open_database(cluster.url(many))).centre_desk(now=lambda: NOW).comparing
    comparing.board_stamp()
    patience.screen_opens()
    try:
        with cluster.frozen():
            lines, board = comparing.overview().lines, comparing.board()
        assert {one.state for one in lines} == {one.progress for one in board} == {"damaged"}
        assert {one.problem for one in (*lines, *board)} == {str(errors.no_answer_from(open_database(cluster.url(many))))}
    finally:
        patience.screen_closes()
    assert {one.state for one in comparing.overview().lines} == {"counted"}
    assert "damaged" not in {one.progress for one in comparing.board()}


def test_no_answer_is_no_municipality_that_cannot_be_read(cluster: Cluster, many: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A course and a preview are not made of those that came before the database went away, also where it is back before the last."""
    monkeypatch.setattr(DatabaseShelf, "at_once", 4)
    monkeypatch.setattr(bulk, "SLIM_AT_ONCE", 4)
    centre = Workspace.open(open_database(cluster.url(many))).centre_desk(now=lambda: NOW)
    there = [True]

    class Away(LastTold):
        """From the third municipality to the last but one."""

        def told(self, done: int, of: int, what: str) -> None:
            super().told(done, of, what)
            if (done, of) == (2, 30) and there[-1]:
                cluster.stop()
                there.append(False)
            elif (done, of) == (29, 30) and not there[-1]:
                cluster.resume()
                there.append(True)

    reads: tuple[Callable[[], dict[str, str]], ...] = (
        lambda: centre.comparing.courses(centre.comparing.cycle, centre.comparing.municipalities).unreadable,
        lambda: centre.preview(centre.last_closed).unreadable,
    )
    for read in reads:
        assert read() == {}
        try:
            with followed_by(Away()), pytest.raises(NoAnswerError):
                read()
        finally:
            if not there[-1]:
                cluster.resume()
        assert (read(), False in there) == ({}, True)
        there[:] = [True]


def test_what_support_achieved_is_not_told_of_those_alone_that_came_before_the_database_went_away(
    cluster: Cluster, many: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is left out of it is named nowhere."""
    monkeypatch.setattr(DatabaseShelf, "at_once", 4)
    monkeypatch.setattr(bulk, "SLIM_AT_ONCE", 4)
    centre = Workspace.open(open_database(cluster.url(many))).centre_desk(now=lambda: NOW)
    overview = centre.comparing.overview()

    class Away(LastTold):
        """From the third municipality whose visits are read."""

        is_away = False

        def told(self, done: int, of: int, what: str) -> None:
            super().told(done, of, what)
            if done == 2 and "訪問と取組" in what and not self.is_away:
                self.is_away = True
                cluster.stop()

    away = Away()
    try:
        with followed_by(away), pytest.raises(NoAnswerError):
            what_support_achieved(centre, overview)
    finally:
        if away.is_away:
            cluster.resume()
    assert away.is_away
    assert what_support_achieved(centre, overview)
