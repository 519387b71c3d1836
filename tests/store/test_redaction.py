"""A name that slipped in is erased wherever it is kept: everything else stays, doctor is content, and a kill in the middle is made good by doing it again."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moments import EARLIER, NOW
from msgspec import inspect

from dxcheck.casework.change import VisitPatch
from dxcheck.casework.model import Visit, VisitRecord
from dxcheck.doctor.files import document_findings
from dxcheck.doctor.finding import Mark
from dxcheck.model.edit import Edit
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import LONGEST_POST, Answer, Snapshot
from dxcheck.model.spelling import Spelling
from dxcheck.prefecture.camp import Camp, SharingAnswer
from dxcheck.prefecture.partners import SavedSearch
from dxcheck.store import files
from dxcheck.store.database.database_shelf import open_database
from dxcheck.store.layout import every, place
from dxcheck.store.opening import back_up_either
from dxcheck.store.redaction import ERASED, WRITTEN_TABLES, ErasedField, Redaction
from dxcheck.store.shelf import Address
from dxcheck.store.shelves import documents, shelf_of
from dxcheck.store.storage import document_bytes, read_document
from dxcheck.workspace import Workspace

NAME = "伊予 山太郎"
TOWN, OTHER = "382027", "382019"
IDS = {
    "id", "item", "snapshot", "visit", "municipality", "supersedes", "draft", "by", "session", "quick", "version", "hash", "source",
    "kind", "state", "choice", "what", "items", "kept",
    "ask", "chosen", "action", "copied", "seen", "ticks",
    "code", "groups", "tellers", "questionnaire", "subject", "mail", "met",
}  # fmt: skip
"""Texts without a greatest length: what dxcheck itself writes, and names of accounts."""


def written(data: Address) -> Workspace:
    """The name in every kind of text: two cycles, a correction, a draft with history, both sides' notes; the same in the copies from before."""
    workspace = Workspace.open(data)
    moment = [EARLIER]
    town = workspace.roster.find("今治")
    desk = workspace.staff_desk(town, post=f"企画課 {NAME}", now=lambda: moment[0])
    desk.save("mom-01", AnswerPatch(choice=2, comment=f"{NAME}さんが担当"))
    desk.submit("企画課", NAME)
    desk.save("mom-01", AnswerPatch(evidence=f"{NAME}の資料", comment=f"{NAME}さんが担当です"))
    moment[0] = EARLIER + dt.timedelta(days=1)
    snapshot = desk.submit("企画課", "課長")
    wish = desk.wishes.ask(f"前の{NAME}さんのこと")
    desk.wishes.reword(wish, f"{NAME}さんのこと")
    desk.wishes.say(wish, f"{NAME}さんが急いでいます")
    made = desk.stocktaking.add({"name": f"{NAME}さんの集計", "section": f"企画課 {NAME}", "idea": f"{NAME}さんに聞く"})
    desk.stocktaking.change(made.id, {"times": 12})
    desk.choose(desk.result(snapshot).first_steps[0], snapshot)
    action = desk.actions()[0]
    desk.assign(action.id, f"主事 {NAME}", None)
    desk.remark(action.id, f"{NAME}さんから")
    desk.mark(action.id, "dropped", reason=f"{NAME}さんの異動")
    case = workspace.specialist_desk("senmonkan-1", [TOWN], (), now=lambda: moment[0]).cases()[0]
    for internal in (True, False):
        case.observe(snapshot, "mom-01", f"{NAME}さんに聞いた", internal=internal)
    case.share(snapshot, ["mom-01"])
    case.judge(snapshot, "mom-01", 1, f"{NAME}さんによる")
    case.give_back(snapshot, f"{NAME}さんへ", ["mom-01"])
    case.wishes.answer(wish, f"{NAME}さんへの返事")
    visit = case.plan(moment[0].date())
    texts = dict.fromkeys(("who", "notes", "keep", "problem", "tries", "internal"), f"{NAME}さん")
    case.write(visit.id, VisitPatch(**texts))  # type: ignore[arg-type]
    case.agree(visit.id, "mom-02", 2, f"{NAME}さんとする", f"係 {NAME}", None)
    case.record(visit.id)
    moment[0] = NOW
    desk.stay_at("mom-02")
    desk.save("mom-02", AnswerPatch(choice=1, comment=f"取りやめた{NAME}さん"))
    desk.give_up()
    desk.save("mom-02", AnswerPatch(choice=3, comment=f"{NAME}さん"))
    workspace.staff_desk(town, post="総務課", now=lambda: NOW).save("mom-02", AnswerPatch(choice=4, comment="いまは書いていない"))
    desk.stay_at("mom-02")
    workspace.folder.finders(workspace.roster.prefecture.code).save(SavedSearch(f"{NAME}さんの条件", "gov-03>=2"))
    camps = workspace.folder.camps(workspace.roster.prefecture.code)
    camps.save(Camp(f"{NAME}さんと", "ehime-dx", "mom-01", ((TOWN,),), ((),), NOW, NAME, place=f"{NAME}さんの課"))
    camps.say(SharingAnswer(TOWN, "ehime-dx", "mom-01", "agreed", NOW, NAME))
    workspace.centre_desk("センター", now=lambda: NOW).cycles.open(NOW.date(), f"{NAME}さんまで")
    other = workspace.staff_desk(workspace.roster.find("松山"), now=lambda: NOW)
    other.submit_answers({"mom-01": Answer(choice=1, comment=f"松山の{NAME}さん")}, "係", "長")
    return workspace


def holding(data: Address) -> set[str]:
    """Names of files, or of what is in rows, in which the name stands, in whatever way."""
    found = set()
    for name, content in _contents(data):
        text = content.decode(errors="replace")
        if "".join(NAME.split()) in "".join(text.split()) or json.dumps(NAME)[1:-1] in text:
            found.add(name)
    return found


def _contents(data: Address) -> Iterator[tuple[str, bytes]]:
    if isinstance(data, Path):
        yield from ((one.name, one.read_bytes()) for one in data.rglob("*") if one.is_file() and one.suffix != ".lock")
        return
    with psycopg.connect(str(data)) as owner:
        for table, name in TABLES.items():
            rows = owner.execute(
                f"SELECT {name}, t::text, to_jsonb(t) ->> 'original', to_jsonb(t) ->> 'content' FROM dxcheck.{table} t"
            ).fetchall()  # type: ignore[arg-type]
            for named, row, *in_bytes in rows:
                yield str(named).rpartition("/")[2], row.encode() + b"".join(bytes.fromhex(one[2:]) for one in in_bytes if one)


TABLES = {
    "documents": "name",
    "records": "document",
    "kept": "document",
    "texts": "name",
    "logs": "name",
    "files": "name",
    "removed": "name",
}


def redaction(data: Address, *codes: str) -> Redaction:
    """Of the name, in some municipalities."""
    return Redaction(data, codes, [Spelling(NAME)])


@pytest.fixture(params=["folder", "database"])
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    """An empty place for all data, on either shelf."""
    return tmp_path / "data" if request.param == "folder" else open_database(request.getfixturevalue("database"))


@pytest.fixture
def workspace(data: Address) -> Workspace:
    """The name everywhere."""
    return written(data)


def test_a_name_is_erased_in_every_kind_of_text_and_in_every_copy(workspace: Workspace) -> None:
    """Of one municipality, then of all; what is found is what is erased, and nothing is left."""
    data = workspace.folder.path
    assert len(holding(data)) >= (8 if isinstance(data, Path) else 6), "the fixture has it in documents and in what was before"
    before = redaction(data, TOWN).find()
    assert {one.table for one in before} >= {
        "snapshots",
        "drafts",
        "aside",
        "actions",
        "observations",
        "returns",
        "wishes",
        "visits",
        "judgements",
    }
    assert sorted(redaction(data, TOWN).erase()) == sorted(before)
    assert {one.partition(".")[0] for one in holding(data)} == {OTHER, "finders", "schedule"}
    assert redaction(data, TOWN).find() == []
    redaction(data).erase()
    assert holding(data) == set()
    assert redaction(data).left() == []


def test_everything_else_stays(workspace: Workspace) -> None:
    """Levels, dates, ids, other words; the averages of the centre read the same; doctor has nothing to say."""
    data = workspace.folder.path
    desk = workspace.staff_desk(workspace.roster.find("今治"), now=lambda: NOW)
    overview = workspace.centre_desk(now=lambda: NOW).comparing.overview()
    before = desk.snapshots()
    redaction(data).erase()
    after = Workspace.open(data).staff_desk(workspace.roster.find("今治"), now=lambda: NOW).snapshots()

    def plain(snapshots: list[Snapshot]) -> bytes:
        return msgspec.json.encode(snapshots).replace(NAME.encode(), ERASED.encode())

    assert plain(before) == plain(after)
    assert after[0].answer("mom-01") == Answer(choice=2, comment=f"{ERASED}さんが担当")
    assert after[0].confirmed_by == ERASED
    again = Workspace.open(data).centre_desk(now=lambda: NOW).comparing.overview()
    assert again.lines == overview.lines
    assert [one for one in document_findings(Workspace.open(data).folder) if one.mark is not Mark.GOOD] == []


def test_a_field_is_erased_whole_in_the_chain_of_its_corrections(workspace: Workspace) -> None:
    """The corrected one has another text there: erased as well. Another cycle's, another item's and another municipality's stay."""
    data = workspace.folder.path
    desk = workspace.staff_desk(workspace.roster.find("今治"), now=lambda: NOW)
    first, second = desk.snapshots()
    assert second.supersedes == first.id
    text = first.answer("mom-01").comment
    Redaction(data, [TOWN], [Spelling(text)], [ErasedField(first.id, "mom-01", "comment")]).erase()
    first, second = Workspace.open(data).staff_desk(workspace.roster.find("今治"), now=lambda: NOW).snapshots()
    assert (first.answer("mom-01").comment, second.answer("mom-01").comment) == (ERASED, ERASED)
    assert second.answer("mom-01").evidence == f"{NAME}の資料"


def test_a_name_with_other_blanks_is_the_same_name(data: Address) -> None:
    """Wide, narrow, or none; in a post that is full to its last character it is erased without becoming longer."""
    workspace = Workspace.open(data)
    desk = workspace.staff_desk(workspace.roster.find("今治"), now=lambda: NOW)
    desk.wishes.ask("伊予山太郎と伊予　山太郎")
    full = "課" * (LONGEST_POST - 2) + "予山"
    desk.submit_answers({"mom-01": Answer(choice=1)}, full, "")
    redaction(data).erase()
    assert [one.text for one in desk.wishes.open()] == [f"{ERASED}と{ERASED}"]
    Redaction(data, [], [Spelling("予山")]).erase()
    assert desk.snapshots()[0].answered_by == "課" * (LONGEST_POST - 2) + "〓〓"


@pytest.mark.parametrize("asked", ["伊予山太郎 ﾔﾏ", "伊予　山太郎ヤマ", "伊 予 山 太 郎 ヤ マ"])
def test_a_name_is_erased_in_every_spelling_that_is_stored(data: Address, asked: str) -> None:
    """Seen: with 「山田　太郎」 and 「山田太郎」 stored, one was erased and the other kept, and nothing was said of it."""
    workspace = Workspace.open(data)
    desk = workspace.staff_desk(workspace.roster.find("今治"), now=lambda: NOW)
    desk.wishes.ask("伊予山太郎ヤマ、伊予　山太郎ﾔﾏ、伊予 山太郎\nヤマの３人。　")
    redaction = Redaction(data, [], [Spelling(asked)])
    redaction.erase()
    assert [one.text for one in desk.wishes.open()] == [f"{ERASED}、{ERASED}、{ERASED}の３人。"]
    assert redaction.find() == []
    assert redaction.left() == []


def test_what_was_set_aside_and_what_nobody_can_read_any_more_hold_it_no_longer(workspace: Workspace) -> None:
    """A content that somebody edited by hand keeps its promise; a damaged copy goes."""
    data = workspace.folder.path
    path = place(data, f"{TOWN}.json")
    if isinstance(data, Path):
        assert isinstance(path, Path)
        path.write_text(path.read_text(encoding="utf-8").replace("担当です", "担当だ"), encoding="utf-8")
    else:
        with psycopg.connect(str(data)) as owner:
            owner.execute("SET session_replication_role = replica")
            owner.execute("UPDATE dxcheck.kept SET body = replace(body::text, '担当です', '担当だ')::json")
    workspace.staff_desk(workspace.roster.find("今治"), now=lambda: NOW).wishes.ask("つぎ")
    assert documents(data, "*.altered")
    shelf_of(data).write(place(data, f"{TOWN}.draft.json.0a1b2c3d.altered"), f'{{"broken": "{NAME}'.encode())
    if isinstance(data, Path):
        place(data, f"{TOWN}.draft.json.bak").write_text(f'{{"broken": "{NAME}', encoding="utf-8")
    redaction(data).erase()
    assert holding(data) == set()
    assert len(documents(data, "*.altered")) == 1
    assert [one for one in document_findings(Workspace.open(data).folder) if one.mark is not Mark.GOOD] == []


def test_killed_at_any_moment_every_file_is_whole_and_doing_it_again_finishes(tmp_path: Path) -> None:
    """Between any two steps on the disk."""
    workspace = written(tmp_path / "data")
    steps, finished = 0, False
    while not finished:
        data = tmp_path / f"try-{steps}"
        shutil.copytree(workspace.folder.on_disk, data)
        finished = _erased_before_a_kill(data, steps)
        for path in every(data, "*.json"):
            if path.name != "dxcheck.json":
                read_document(path.read_bytes(), path)
        redaction(data).erase()
        assert holding(data) == set()
        assert [one for one in document_findings(Workspace.open(data).folder) if one.mark is Mark.PROBLEM] == []
        steps += 1
    assert steps >= 8


class KilledError(BaseException):
    """The process is gone."""


def _erased_before_a_kill(data: Path, steps: int) -> bool:
    """Erase, killed in the middle of writing the file after so many; whether it was done by then."""
    real, done = files.write_new, [0]

    def write(path: Path, content: bytes | Iterator[bytes], **named: Any) -> None:
        if done[0] == steps:
            real(path, b"half", **named)
            raise KilledError
        done[0] += 1
        real(path, content, **named)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(files, "write_new", write)
        try:
            redaction(data).erase()
        except KilledError:
            return False
    return True


def test_a_copy_of_the_data_says_whether_it_still_holds_it(workspace: Workspace, tmp_path: Path) -> None:
    """One from before, one from after."""
    data = workspace.folder.path
    back_up_either(data, tmp_path / "before.zip", NOW)
    made = redaction(data)
    made.erase()
    back_up_either(data, tmp_path / "after.zip", NOW)
    assert made.is_in_copy(tmp_path / "before.zip")
    assert not made.is_in_copy(tmp_path / "after.zip")


def _texts_without_a_length(kind: inspect.Type, name: str) -> Iterator[str]:
    match kind:
        case inspect.StrType(max_length=None):
            yield name
        case inspect.StructType():
            for one in kind.fields:
                yield from _texts_without_a_length(one.type, one.name)
        case inspect.DictType():
            yield from _texts_without_a_length(kind.value_type, name)
        case inspect.VarTupleType() | inspect.ListType():
            yield from _texts_without_a_length(kind.item_type, name)
        case inspect.UnionType():
            for one in kind.types:
                yield from _texts_without_a_length(one, name)
        case inspect.Metadata():
            yield from _texts_without_a_length(kind.type, name)
        case _:
            pass


def test_every_text_that_is_kept_is_known_as_written_by_people_or_by_us() -> None:
    """A new field for people's words has a greatest length, and so is looked into; one of ours is named in IDS."""
    kinds = [model for tables in WRITTEN_TABLES.values() for model in tables.values()]
    found = {name for kind in kinds for name in _texts_without_a_length(inspect.type_info(kind), "")}
    assert found - IDS - {"positions", "answers"} == set()


@given(st.text(st.sampled_from("山田太郎 　〔削除〕"), max_size=30), st.text(st.sampled_from("山田太郎"), min_size=2, max_size=4))
def test_any_text_is_gone_from_any_field(text: str, name: str) -> None:
    """And what stands instead is never too long to be read again."""
    record = msgspec.to_builtins(Visit(VisitRecord("v-1", NOW.date(), notes=text + name + text), internal=name))
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        case = Workspace.open(data).specialist_desk("a", [TOWN], (), now=lambda: NOW).cases()[0]
        case.plan(NOW.date())
        path = place(data, f"{TOWN}.internal.json")
        envelope, tables = read_document(path.read_bytes(), path)
        files.write(path, document_bytes(envelope, {**tables, "visits": {"1": record}}), keep_old=False)
        Redaction(data, [], [Spelling(name)]).erase()
        (visit,) = case.visits()
        assert name not in visit.record.notes
        assert visit.internal == (ERASED if len(name) else "")


def test_an_edit_of_somebody_who_has_the_old_text_open_does_not_bring_it_back(workspace: Workspace) -> None:
    """They typed elsewhere in the text: the erased line stays erased."""
    desk = workspace.staff_desk(workspace.roster.find("今治"), now=lambda: NOW)
    wish = desk.wishes.ask(f"{NAME}さん\n予算")
    redaction(workspace.folder.path).erase()
    desk.wishes.reword(wish, Edit(f"{NAME}さん\n予算", f"{NAME}さん\n予算と人"))
    assert f"{ERASED}さん\n予算と人" in [one.text for one in desk.wishes.open()]
