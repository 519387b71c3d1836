"""Every file of a data folder, looked at one by one for `dxcheck doctor`: can it be read, and is it what dxcheck wrote.

A change that still reads well, one letter of a comment for instance, is found by the checksum in the file. The scores in `.scores/` are not looked at: they are
computed again whenever they do not fit.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from dxcheck.benchmark.complete import what_is_missing
from dxcheck.benchmark.noise import Noise
from dxcheck.benchmark.wording import how_to_find_it, what_is_missing_means
from dxcheck.casework.change import current
from dxcheck.casework.off_scale import off_scale
from dxcheck.doctor.finding import NAMED_AT_MOST, Finding, Mark
from dxcheck.doctor.on_disk import aside_findings, misplaced
from dxcheck.i18n import _, _n
from dxcheck.model.roster import load_roster
from dxcheck.store import marker
from dxcheck.store.audit import AUDIT, REFUSED, AuditLog
from dxcheck.store.errors import StoreError
from dxcheck.store.factors import FACTORS
from dxcheck.store.shelves import codes_kept, documents, shelf_of
from dxcheck.store.storage import is_as_written
from dxcheck.system.progress import counted
from dxcheck.system.toml import FaultyFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dxcheck.model.roster import Roster
    from dxcheck.model.succession import Succession
    from dxcheck.questionnaire import Questionnaire
    from dxcheck.store.folder import DataFolder
    from dxcheck.store.shelf import Address


def document_findings(folder: DataFolder) -> Iterator[Finding]:
    """Every document: can it be read, and is it as dxcheck wrote it."""
    roster = _roster(folder)
    yield from _home(folder, roster)
    yield from _outside(folder, roster)
    codes = codes_kept(folder.path)
    snapshots: set[str] = set()
    faults = 0
    for code in counted(codes, _("市町のファイルを読んでいます")):
        repository = folder.repository(code)
        try:
            stored = repository.every_snapshot()
            repository.actions()
            repository.every_draft()
            repository.asks.every()
            texts = {ref: repository.questionnaire(ref) for ref in {one.questionnaire for one in stored}}
            off = list(_read_notes(folder, code, {one.id: texts[one.questionnaire] for one in stored}))
            faults += len(off)
            yield from off
            snapshots |= {one.id for one in stored}
        except StoreError as problem:
            faults += 1
            yield Finding(Mark.PROBLEM, problem.what, problem.advice)
    for found in (
        *_marker(folder),
        *_prefecture(folder, roster),
        *_texts(folder),
        *_log(folder),
        *_altered(folder),
        *_copies(folder),
        *(misplaced(folder.path) if isinstance(folder.path, Path) else ()),
    ):
        faults += 1
        yield found
    if not faults:
        text = _(
            "{n}市町のファイルを読みました。診断結果は合わせて{snapshots}件、壊れたものはありません", n=len(codes), snapshots=len(snapshots)
        )
        yield Finding(Mark.GOOD, text)
    if isinstance(folder.path, Path):
        yield from aside_findings(folder.path)


def _read_notes(folder: DataFolder, code: str, about: Mapping[str, Questionnaire]) -> Iterator[Finding]:
    """What both sides wrote, read as a whole; a level that the item it is about does not have is told.

    Args:
        folder: the data.
        code: of the municipality.
        about: each of its snapshots to the questionnaire it answers.
    """
    shared, internal = folder.shared_notes(code), folder.internal_notes(code)
    shared.records()
    for table in (shared.observations, shared.returns, shared.wishes, shared.works, shared.work_steps, shared.facts, internal.observations):
        table.all()
    agreed = [action for visit in internal.visits.all() for action in visit.actions]
    actions = {one.id: one for one in (*agreed, *folder.repository(code).actions())}
    for said in off_scale((*current(internal.judgements.all()), *actions.values()), about):
        yield Finding(
            Mark.PROBLEM,
            f"{code}: {said}",
            _("専門官の見立てなら、画面で選び直してください（それまで数えません）。取組なら、控えと見比べてください"),
        )


def _roster(folder: DataFolder) -> Roster | None:
    """The folder's roster; a faulty one is told with the questionnaires."""
    local = folder.settings_folder / "roster.toml"
    try:
        return load_roster(local if local.is_file() else None)
    except FaultyFileError:
        return None


def _home(folder: DataFolder, roster: Roster | None) -> Iterator[Finding]:
    if folder.home and roster is not None and roster.by_code(folder.home) is None:
        yield Finding(
            Mark.CARE,
            _("{name} に書かれた市町（{code}）が、市町一覧にありません", name=marker.MARKER, code=folder.home),
            _("dxcheck check 市町 で開き直すと、その市町が書き込まれます"),
        )


def _outside(folder: DataFolder, roster: Roster | None) -> Iterator[Finding]:
    """Files of municipalities that the roster does not have, and never had: no comparison and no average counts them."""
    if roster is None:
        return
    names = [f"{code}.json" for code in folder.municipalities() if roster.by_code(code) is None]
    yield from _left_behind(folder, roster.succession)
    if names:
        yield Finding(
            Mark.CARE,
            _n(
                "市町一覧にない市町のファイルが{n}個あり、比較と県内平均に入っていません: {names}",
                "市町一覧にない市町のファイルが{n}個あり、比較と県内平均に入っていません: {names}",
                len(names),
                names=_("、").join(names[:NAMED_AT_MOST]),
            ),
            _("コードが変わったのなら、市町一覧（roster.toml）のいまの市町の former_codes に前のコードと日付を書いてください"),
        )


def _left_behind(folder: DataFolder, succession: Succession) -> Iterator[Finding]:
    """What came under a former code after its documents had gone on under the new one: by a dxcheck that still had the roster of before."""
    for one in succession.all():
        code, heir = one.municipality.code, succession.kept_under(one.municipality.code)
        if code == heir or heir not in folder.municipalities():
            continue
        try:
            there = {snapshot.id for snapshot in folder.repository(heir).every_snapshot()}
            behind = [snapshot.id for snapshot in folder.repository(code).every_snapshot() if snapshot.id not in there]
        except StoreError:
            continue  # said with the documents
        if there and behind:
            what = _(
                "前のコードの {old}.json に、{new}.json に入っていない診断結果があります: {ids}",
                old=code,
                new=heir,
                ids=_("、").join(behind),
            )
            yield Finding(
                Mark.CARE,
                what,
                _("市町一覧を変えたあとは、開いている dxcheck をすべて開き直してください。この診断結果は、もう一度提出してください"),
            )


def _marker(folder: DataFolder) -> Iterator[Finding]:
    """The folder's marker, where its second is used instead; where there is none either, nothing could be opened, and that is said before."""
    try:
        marker.read_marker(folder.path)
    except StoreError:
        return
    if (problem := marker.problem_with(folder.path)) is not None:
        yield Finding(Mark.PROBLEM, problem.what, problem.advice)
    if marker.differs_from_second(folder.path):
        yield Finding(
            Mark.CARE,
            _("{name} と {second} の内容が違います", name=marker.MARKER, second=marker.SECOND),
            _(
                "手で直したのなら、そのまま使えます。心当たりがなければ、2つを見くらべ、正しいほうを {name} に写してください",
                name=marker.MARKER,
            ),
        )


def _prefecture(folder: DataFolder, roster: Roster | None) -> Iterator[Finding]:
    """What belongs to the whole prefecture."""
    if roster is None:
        return
    code = roster.prefecture.code
    reads: tuple[Callable[[], object], ...] = (
        folder.accounts(code).all,
        folder.accounts(code).policy,
        folder.factors(code).all,
        folder.links(code).all,
        folder.reminders(code).all,
        folder.benchmarks(code).all,
        folder.ledger(code).entries,
        folder.ledger(code).beginnings,
        folder.secret_key(code).read,
        folder.finders(code).all,
        folder.camps(code).all,
        folder.camps(code).answers,
        folder.schedule(code).read,
    )
    for read in reads:
        try:
            read()
        except StoreError as problem:
            yield Finding(Mark.PROBLEM, problem.what, problem.advice)
    for more in (_publishing, _second_factors):
        with contextlib.suppress(StoreError):  # said already
            yield from more(folder, code)


def _publishing(folder: DataFolder, code: str) -> Iterator[Finding]:
    """Whether the centre could publish here. Where averages were only taken in, from a file, nobody wants to."""
    published, ledger, secret = folder.benchmarks(code).all(), folder.ledger(code), folder.secret_key(code).read()
    entries = ledger.entries()
    missing = what_is_missing(published, entries, Noise(secret).fingerprint if secret else "", ledger.beginnings())
    if missing:
        only_taken_in = not entries and secret is None
        yield Finding(Mark.CARE if only_taken_in else Mark.PROBLEM, what_is_missing_means(missing), how_to_find_it())


def _second_factors(folder: DataFolder, code: str) -> Iterator[Finding]:
    """Accounts whose phone is asked for, and of which the server has nothing any more: they cannot log in."""
    accounts, factors = folder.accounts(code).all(), folder.factors(code)
    lost = [one.name for one in accounts if one.factor == "app" and factors.of(one) is None]
    if lost:
        yield Finding(
            Mark.PROBLEM,
            _("二段階の確認の登録が {file} にないアカウントがあり、ログインできません: {names}", file=FACTORS, names=_("、").join(lost)),
            _(
                "控え（dxcheck backup）に {file} があれば戻してください。なければ dxcheck account reset-factor で登録し直してもらってください",
                file=FACTORS,
            ),
        )


def _texts(folder: DataFolder) -> Iterator[Finding]:
    """The kept questionnaire texts: their names promise their content."""
    for path in shelf_of(folder.path).texts(folder.path):
        try:
            raw = shelf_of(path).read(path) or b""
        except StoreError as problem:
            yield Finding(Mark.PROBLEM, problem.what, problem.advice)
            continue
        if not path.name.removesuffix(".json").endswith(hashlib.sha256(raw).hexdigest()[:12]):
            yield Finding(Mark.PROBLEM, *_changed(path))


def _log(folder: DataFolder) -> Iterator[Finding]:
    """Who did what, and what was refused; also the files that were full."""
    for log in (AUDIT, REFUSED):
        try:
            faulty = AuditLog(folder.path, log).faulty_lines()
        except StoreError as problem:
            yield Finding(Mark.PROBLEM, problem.what, problem.advice)
            continue
        for name, lines in faulty.items():
            said = _("、").join(str(one) for one in lines[:10])
            yield Finding(
                Mark.PROBLEM,
                _("{name} の{lines}行目が、書いたときと違います", name=name, lines=said),
                _("だれかが手で直したか、壊れています。控えと見くらべてください。記録はこのあとも続けられます"),
            )


def _altered(folder: DataFolder) -> Iterator[Finding]:
    """Files that read well and are still not what dxcheck wrote."""
    for path in counted(list(documents(folder.path)), _("書いたときのままか確かめています")):
        try:
            same = path.name == marker.MARKER or is_as_written(path)
        except StoreError:
            continue  # said already
        if not same:
            yield Finding(Mark.PROBLEM, *_changed(path))


def _copies(folder: DataFolder) -> Iterator[Finding]:
    """The contents kept from before: each as `.bak`, and what somebody else had written as `.altered`. Damaged, they help nobody on the day they are needed."""
    promised = {path: path.name.split(".")[-2] for path in documents(folder.path, "*.altered")}
    for path, digest in promised.items():
        if not _digest(path).startswith(digest):
            yield Finding(Mark.PROBLEM, *_copy_damaged(path))
    for path in counted(list(documents(folder.path, "*.json.bak")), _("前の内容を確かめています")):
        try:
            sound = marker.second_is_sound(folder.path) if path.name == marker.SECOND else is_as_written(path)
        except StoreError:
            sound = False
        if not sound and not _digest(path).startswith(tuple(promised.values())):
            yield Finding(Mark.PROBLEM, *_copy_damaged(path))


def _digest(path: Address) -> str:
    """Of what is in it; of nothing where it cannot be read."""
    try:
        return hashlib.sha256(shelf_of(path).read(path) or b"").hexdigest()
    except StoreError:
        return ""


def _copy_damaged(path: Address) -> tuple[str, str]:
    return (
        _("前の内容を残した {name} が壊れています", name=path.name),
        _("いまのデータには影響ありません。.bak は次に保存するとつくり直されます。.altered は、要らなければ消してかまいません"),
    )


def _changed(path: Address) -> tuple[str, str]:
    return (
        _("{name} の内容が、dxcheckが書いたときと違います", name=path.name),
        _(
            "手で直したのなら、そのまま使えます（次に保存すると、この表示は消え、いまの内容は .altered として残ります）。そうでなければ壊れています。{name}.bak や控えと見くらべてください",
            name=path.name,
        ),
    )
