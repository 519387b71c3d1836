"""Erasing in a database: nothing but words goes, whoever asks the engine for it; it is written down, and what is left is what a folder would have to the byte."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest
from cut_off import Interrupted
from hypothesis import given
from hypothesis import strategies as st
from msgspec import inspect
from postgresql import SHARED, Cluster
from store.making import CODE, program, snapshot
from store.test_database import SUBMIT
from store.test_redaction import NAME, TOWN, redaction, written

from dxcheck.doctor.files import document_findings
from dxcheck.doctor.finding import Mark
from dxcheck.model.spelling import Spelling, key_of
from dxcheck.store.backup import belonging
from dxcheck.store.database import schema
from dxcheck.store.database.database_shelf import close_databases, open_database
from dxcheck.store.database.erasing_step import NEVER_ERASED, NO_TEXT
from dxcheck.store.database.transfer import move_in, move_out
from dxcheck.store.database.words import NEVER_CHANGES
from dxcheck.store.folder import DataFolder
from dxcheck.store.marker import MARKER
from dxcheck.store.redaction import ERASED, SHORTEST, WRITTEN_TABLES, Redaction
from dxcheck.store.shelf import InDatabase
from dxcheck.store.storage import is_as_written
from dxcheck.system.progress import followed_by

FIXTURES = Path(__file__).parent / "fixtures"
DOCUMENT = f"{CODE}/shared/{CODE}.json"


def documents(folder: Path) -> dict[str, bytes]:
    """What is in each, and in what was set aside; not the marker, which says of a folder where documents lie."""
    return {one.name: one.read_bytes() for one in belonging(folder) if one.suffix != ".log" and one.name != MARKER}


def erased_on_both(source: Path, database: str, tmp_path: Path, name: str = NAME) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """A folder with the name erased in it, and one with the same that was in a database meanwhile."""
    move_in(source, database)
    for data in (source, open_database(database)):
        Redaction(data, [], [Spelling(name)]).erase()
    move_out(database, tmp_path / "back")
    return documents(source), documents(tmp_path / "back")


def test_what_comes_back_is_what_a_folder_would_have(database: str, tmp_path: Path) -> None:
    """To the byte, also what somebody edited, and what nobody can read any more."""
    source = tmp_path / "data"
    workspace = written(source)
    path = source / TOWN / "shared" / f"{TOWN}.json"
    path.write_text(path.read_text(encoding="utf-8").replace("担当です", "担当だ"), encoding="utf-8")
    workspace.staff_desk(workspace.roster.find("今治")).wishes.ask("つぎ")
    (path.parent / f"{path.name}.0a1b2c3d.altered").write_text(f'{{"broken": "{NAME}', encoding="utf-8")
    here, there = erased_on_both(source, database, tmp_path)
    assert here == there
    assert not [name for name, content in there.items() if NAME.encode() in content]


@pytest.mark.parametrize("schema", ["schema-1", "schema-7", "schema-8"])
def test_documents_of_an_earlier_version_too(schema: str, database: str, tmp_path: Path) -> None:
    """They are brought to today's form first, as in a folder."""
    shutil.copytree(FIXTURES / schema, tmp_path / "data")
    content = b"".join(documents(tmp_path / "data").values()).decode()
    name = next(one for one in ("課長", "企画", "記録") if one in content)
    here, there = erased_on_both(tmp_path / "data", database, tmp_path, name)
    assert here == there
    assert ERASED in b"".join(there.values()).decode()


def test_others_see_it_and_the_log_says_that_it_was_done(database: str, cluster: Cluster, tmp_path: Path) -> None:
    """Every document that was changed has another version, and each its line, in which there is no word of it."""
    written(tmp_path / "data")
    move_in(tmp_path / "data", database)
    data = open_database(database)
    versions = dict(cluster.ask("SELECT name, version FROM dxcheck.documents", SHARED))
    found = redaction(data).find()
    redaction(data).erase()
    after = dict(cluster.ask("SELECT name, version FROM dxcheck.documents", SHARED))
    changed = {name for name, version in after.items() if version != versions[name]}
    assert {str(name).rpartition("/")[2] for name in changed} == {one.file for one in found}
    lines = [json.loads(bytes(one)) for (one,) in cluster.ask("SELECT content FROM dxcheck.logs", SHARED)]  # type: ignore[call-overload]
    said = [one for one in lines if one["event"] == "erased"]
    assert {one["detail"].partition(" ")[0] for one in said} == changed
    assert {one["account"] for one in said} == {"postgresql/owner"}
    assert NAME not in json.dumps(lines, ensure_ascii=False)


def test_the_next_look_of_another_process_finds_it(database: str, tmp_path: Path) -> None:
    """It has read the document before, and reads it again."""
    written(tmp_path / "data")
    move_in(tmp_path / "data", database)
    other = DataFolder.open(open_database(f"{database}&application_name=other"))
    assert NAME in other.repository(TOWN).every_snapshot()[0].confirmed_by
    redaction(open_database(database)).erase()
    assert other.repository(TOWN).every_snapshot()[0].confirmed_by == ERASED


def test_cut_off_anywhere_it_is_finished_by_doing_it_again(database: str, tmp_path: Path) -> None:
    """Each document is as it was or as it shall be, and in the end all are as if it had never been cut off."""
    source = tmp_path / "data"
    written(source)
    move_in(source, database)
    redaction(source).erase()
    data = open_database(database)
    for after in (1, 3):
        with followed_by(Interrupted(after)), pytest.raises(KeyboardInterrupt):
            redaction(data).erase()
        assert {one.mark for one in document_findings(DataFolder.open(data))} <= {Mark.GOOD}
    redaction(data).erase()
    move_out(database, tmp_path / "back")
    assert documents(tmp_path / "back") == documents(source)


def test_beside_people_who_submit_nothing_is_lost(database: str) -> None:
    """Each snapshot that was said to be saved is there, and in the end none holds the word."""
    people = [program(SUBMIT, database, who, 8) for who in range(2)]
    data = open_database(database)
    repository = DataFolder.open(data).repository(CODE)
    while any(one.poll() is None for one in people):
        Redaction(data, [], [Spelling("記録")]).erase()
    said = [line for one in people for line in one.communicate(timeout=60)[0].split()]
    assert [one.returncode for one in people] == [0] * 2
    Redaction(data, [], [Spelling("記録")]).erase()
    stored = repository.every_snapshot()
    assert ([one.seq for one in stored], {one.id for one in stored}) == (list(range(1, 17)), set(said))
    assert {one.answer("gov-01").evidence for one in stored} == {ERASED}
    assert is_as_written(repository.path)


# -- nothing but words ---------------------------------------------------------------------------------------------------


def leaves(kind: inspect.Type, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The ways to texts, times, choices and ids of a model; whether people write what stands there."""
    match kind:
        case inspect.Metadata(type=inner, extra=extra):
            yield from [(path, True)] if extra and extra.get("written") else leaves(inner, path)
        case inspect.StrType(max_length=most):
            yield path, most is not None
        case inspect.DateTimeType() | inspect.DateType() | inspect.LiteralType():
            yield path, False
        case inspect.StructType():
            for one in kind.fields:
                yield from leaves(one.type, (*path, one.encode_name))
        case inspect.DictType():
            yield from leaves(kind.key_type, (*path, "a name"))
            yield from leaves(kind.value_type, path)
        case inspect.VarTupleType() | inspect.ListType():
            yield from leaves(kind.item_type, path)
        case inspect.UnionType():
            for one in kind.types:
                yield from leaves(one, path)
        case _:
            pass


def test_the_engine_knows_what_is_no_text() -> None:
    """All but names of accounts and what is a name of something else in a table: of those the caller takes care. A new text has a name of its own."""
    every = [one for tables in WRITTEN_TABLES.values() for model in tables.values() for one in leaves(inspect.type_info(model), ())]
    assert {path for path, is_text in every if is_text and set(path) & set(NEVER_ERASED)} == set()
    open_to = {path for path, is_text in every if not is_text and not set(path) & set(NEVER_ERASED) and path[-1] not in NO_TEXT}
    assert {one[-1] for one in open_to} == {"by", "positions", "a name"}


PLAIN = st.text(st.sampled_from("山田 〔削除〕〓a"), max_size=8)


@given(st.lists(st.tuples(PLAIN, st.text("山田b", min_size=1, max_size=3)), min_size=1, max_size=4), PLAIN)
def test_any_erasing_is_known_as_one(shared_database: str, parts: list[tuple[str, str]], end: str) -> None:
    """Whatever stands around it, also what was erased before."""
    old = "".join(before + name for before, name in parts) + end
    marks = [(before, ERASED if number % 2 else "〓" * len(name)) for number, (before, name) in enumerate(parts)]
    new = "".join(before + mark for before, mark in marks) + end
    assert asked(shared_database, "SELECT dxcheck.is_erased(%s, %s)", old, new) is True


@given(
    st.text(st.sampled_from("山田ﾔﾏヤマ 　\n〔削除〕〓aＡ"), max_size=12),
    st.text(st.sampled_from("山田ﾔﾏヤマ 　aA"), min_size=2, max_size=4),
    st.booleans(),
)
def test_whatever_the_command_erases_the_engine_lets_through(shared_database: str, text: str, name: str, is_short: bool) -> None:
    """However a name is spelled in a text, and where there is no room for the mark."""
    if len(key_of(name)) < SHORTEST:
        return
    new = Spelling(name).replaced(text, lambda there: "〓" * len(there) if is_short and len(there) < len(ERASED) else ERASED)
    assert asked(shared_database, "SELECT dxcheck.is_erased(%s, %s)", text, new) is True


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("主事 山田", "主事 田山"),
        ("主事 山田", "主事"),
        ("主事 山田", f"係長 {ERASED}"),
        ("主事 山田", f"主事 山田{ERASED}"),
        ("主事 山田", f"{ERASED}主事 山田"),
        ("主事 山田", f"主事 {ERASED}さん"),
        ("", ERASED),
        ("山", f"{ERASED}{ERASED}"),
    ],
)
def test_nothing_else_is(shared_database: str, old: str, new: str) -> None:
    """A new word, one that is taken away without a mark, a mark where nothing was."""
    assert asked(shared_database, "SELECT dxcheck.is_erased(%s, %s)", old, new) is False


RECORD: dict[str, Any] = {
    "id": "a", "seq": 1, "submitted_at": "2026-11-27T10:00:00+09:00", "draft": "d1", "kept": ["gov-01"], "by": "山田",
    "answers": {"gov-01": {"choice": 2, "comment": "山田さん"}, "gov-02": {"choice": "not_applicable", "reason": "山田"}},
    "positions": {"山田": "gov-01", "田山 山田": "gov-02"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("place", "value", "is_fine"),
    [
        (("answers", "gov-01", "comment"), f"{ERASED}さん", True),
        (("answers", "gov-01", "comment"), "〓〓さん", True),
        (("by",), ERASED, True),
        (("positions",), {ERASED: "gov-01", f"田山 {ERASED}": "gov-02"}, True),
        (("positions",), {ERASED: "gov-02"}, True),
        (("positions",), {ERASED: "gov-03"}, False),
        (("positions",), {"山田": "gov-02", "田山 山田": "gov-02"}, False),
        (("positions",), {"山田": "gov-01"}, False),
        (("answers", "gov-01", "comment"), "佐藤さん", False),
        (("answers", "gov-01", "choice"), 3, False),
        (("answers", "gov-01", "choice"), ERASED, False),
        (("answers", "gov-02", "choice"), ERASED, False),
        (("answers", "gov-01"), {"choice": 2}, False),
        (("answers", "gov-01"), {"comment": f"{ERASED}さん", "choice": 2}, False),
        (("answers", "gov-01"), {"choice": 2, "comment": f"{ERASED}さん", "evidence": ERASED}, False),
        (("submitted_at",), f"2026-{ERASED}", False),
        (("seq",), 2, False),
        (("id",), ERASED, False),
        (("draft",), ERASED, False),
        (("kept",), [ERASED], False),
        (("kept",), [], False),
    ],
)
def test_a_record_stays_what_it_is_but_for_words(shared_database: str, place: tuple[str, ...], value: Any, is_fine: bool) -> None:
    """Levels, numbers, times, ids, and what there is at all."""
    new = msgspec.json.decode(msgspec.json.encode(RECORD))
    inside = new
    for one in place[:-1]:
        inside = inside[one]
    inside[place[-1]] = value
    encoded = (msgspec.json.encode(one).decode() for one in (RECORD, new))
    assert asked(shared_database, "SELECT dxcheck.only_texts_erased(%s::json, %s::json)", *encoded) is is_fine


@pytest.fixture(scope="module")
def shared_database(cluster: Cluster) -> str:
    """One that nothing is written into."""
    return cluster.ready()


def asked(url: str, statement: str, *arguments: object) -> object:
    """What its owner is told."""
    with psycopg.connect(url) as owner:
        row = owner.execute(statement.encode(), arguments).fetchone()
        return None if row is None else row[0]


@pytest.fixture
def kept(database: str) -> InDatabase:
    """A database with a snapshot."""
    data = open_database(database)
    DataFolder.open(data).repository(CODE).add_snapshot(lambda _none: snapshot(1))
    return data


@pytest.mark.parametrize("role", ["owner", "dxcheck_worker"])
def test_the_function_refuses_whoever_wants_more_than_erasing(kept: InDatabase, cluster: Cluster, role: str) -> None:
    """A level, another text, an envelope of another kind, a record that is not there, nothing at all: everything is as it was, and nothing is in the log."""
    ((key, body, envelope),) = cluster.ask(
        "SELECT k.key, k.body, d.envelope FROM dxcheck.kept k JOIN dxcheck.documents d ON d.name = k.document", SHARED
    )
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    fine = text.replace("記録", ERASED)
    call = "SELECT dxcheck.erase_in_document(%s, %s, %s, %s, %s)"
    wanted: list[tuple[Any, ...]] = [
        (DOCUMENT, envelope, ["snapshots"], [key], [fine.replace('"choice":2', '"choice":5')]),
        (DOCUMENT, envelope, ["snapshots"], [key], [text.replace("記録", "別の記録")]),
        (DOCUMENT, str(envelope).replace("municipality", "draft", 1), ["snapshots"], [key], [fine]),
        (DOCUMENT, str(envelope)[:-4] + 'xx"}', ["snapshots"], [key], [fine]),
        (DOCUMENT, envelope, ["snapshots", "snapshots"], [key, "none"], [fine, fine]),
        (DOCUMENT, envelope, ["snapshots"], ["none"], [fine]),
        (DOCUMENT, envelope, [], [], []),
        ("none.json", envelope, ["snapshots"], [key], [fine]),
    ]
    before = cluster.ask("SELECT d.version, k.body::text FROM dxcheck.documents d JOIN dxcheck.kept k ON k.document = d.name", SHARED)
    with psycopg.connect(str(kept), autocommit=True) as connection:
        connection.execute(f"SET ROLE {role}".encode())
        for one in wanted:
            with pytest.raises(psycopg.Error) as refused:
                connection.execute(call, one)
            assert refused.value.sqlstate == NEVER_CHANGES, one
        with pytest.raises(psycopg.Error):
            connection.execute("UPDATE dxcheck.kept SET body = %s::json", (fine,))
        assert (
            cluster.ask("SELECT d.version, k.body::text FROM dxcheck.documents d JOIN dxcheck.kept k ON k.document = d.name", SHARED)
            == before
        )
        assert cluster.ask("SELECT * FROM dxcheck.logs", SHARED) == []
        connection.execute(call, (DOCUMENT, envelope, ["snapshots"], [key], [fine]))
    assert len(cluster.ask("SELECT * FROM dxcheck.logs", SHARED)) == 1


@pytest.mark.parametrize("name", ["roster.toml", "dxcheck.json", DOCUMENT, f"{DOCUMENT}.bak"])
def test_only_what_was_set_aside_can_go(kept: InDatabase, cluster: Cluster, name: str) -> None:
    """No other file."""
    cluster.ask("INSERT INTO dxcheck.files (name, content) VALUES ('roster.toml', '') ON CONFLICT DO NOTHING", SHARED)
    before = cluster.ask("SELECT name FROM dxcheck.files", SHARED)
    with psycopg.connect(str(kept), autocommit=True) as connection, pytest.raises(psycopg.Error):
        connection.execute("SELECT dxcheck.erase_copy(%s, NULL, NULL)", (name,))
    assert cluster.ask("SELECT name FROM dxcheck.files", SHARED) == before


def test_nobody_is_who_erases(cluster: Cluster, shared_database: str) -> None:
    """No login, no member, no right to make anything; what it may change is words."""
    assert cluster.ask("SELECT rolcanlogin, rolsuper FROM pg_roles WHERE rolname = 'dxcheck_eraser'") == [(False, False)]
    assert cluster.ask("SELECT count(*) FROM pg_auth_members WHERE 'dxcheck_eraser'::regrole IN (roleid, member)") == [(0,)]
    assert asked(shared_database, "SELECT has_schema_privilege('dxcheck_eraser', 'dxcheck', 'CREATE')") is False
    with psycopg.connect(shared_database) as owner:
        rights = owner.execute(
            "SELECT table_name, column_name FROM information_schema.column_privileges WHERE grantee = 'dxcheck_eraser' AND privilege_type = 'UPDATE' ORDER BY 1, 2"
        ).fetchall()
    assert rights == [("documents", "envelope"), ("documents", "version"), ("kept", "body"), ("records", "body")]


def test_it_is_so_also_where_no_superuser_made_the_database_ready(cluster: Cluster) -> None:
    """Who may make roles is enough; afterwards that login is no more than the others, and erasing works."""
    cluster.ask("CREATE ROLE builder LOGIN CREATEROLE")
    url = cluster.empty()
    name = url.partition("@/")[2].partition("?")[0]
    cluster.ask(f"ALTER DATABASE {name} OWNER TO builder")
    url = cluster.url(name, "builder")
    assert schema.init(url) == "builder"
    data = open_database(url)
    DataFolder.open(data).repository(CODE).add_snapshot(lambda _none: snapshot(1))
    Redaction(data, [], [Spelling("記録")]).erase()
    assert DataFolder.open(data).repository(CODE).every_snapshot()[0].answer("gov-01").evidence == ERASED
    owners = cluster.ask("SELECT DISTINCT proowner::regrole::text FROM pg_proc WHERE proname IN ('erase_in_document', 'erase_copy')", name)
    assert owners == [("dxcheck_eraser",)]
    assert cluster.ask("SELECT pg_has_role('builder', 'dxcheck_eraser', 'MEMBER')", name) == [(False,)]
    close_databases()
