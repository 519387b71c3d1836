"""What a sheet of work (業務の棚卸し) that came back would change, row by row, before anything is changed.

A row's mark says whose it is, which work it was made of, and a short sum of what that said. So what was changed in the row since can be told from what was changed
here meanwhile. A row without one is a new work, unless there is one of the same name and section. No row removes anything: whoever wants that does it on the screen.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import msgspec

from dxcheck.assessment.findings_in_words import faults_in_lines
from dxcheck.assessment.taking_in import CellError, NotOursError, refuse_no_value
from dxcheck.casework.stocktaking import LONGEST_WORK, PAINS, PAPER_USES, Work, minutes_in_words, times_in_words
from dxcheck.casework.typed_work import TypedWorkError, typed_minutes, typed_pain, typed_paper, typed_times
from dxcheck.i18n import _, _n
from dxcheck.model.snapshot import LONGEST_POST, LONGEST_TEXT
from dxcheck.model.text import cleaned, cleaned_line, remarks
from dxcheck.system.fault import Fault
from dxcheck.system.unadorned import unadorned

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from dxcheck.assessment.answer_sheet import Written

WorkField = Literal["name", "section", "times", "minutes", "paper", "pain", "idea"]
WORK_FIELDS: Final[tuple[WorkField, ...]] = ("name", "section", "times", "minutes", "paper", "pain", "idea")
_READERS: Final[Mapping[WorkField, Callable[[str], object]]] = {
    "times": typed_times,
    "minutes": typed_minutes,
    "paper": typed_paper,
    "pain": typed_pain,
}
"""What is more than a text."""
_LONGEST: Final[Mapping[WorkField, int]] = {"name": LONGEST_WORK, "section": LONGEST_POST, "idea": LONGEST_TEXT}
_MARK: Final = re.compile(r"dxwork1 (?P<municipality>[0-9]{6}) (?P<work>[0-9a-zA-Z-]{1,40}) (?P<sum>[0-9a-f]{16})")
WorkFindingKind = Literal["new", "changed", "conflict"]
"""conflict: it was changed here as well since the sheet was made, or nobody knows which is newer."""


class WorkMark(NamedTuple):
    """Where a row of a sheet of work came from."""

    municipality: str
    work: str
    sum: str

    def __str__(self) -> str:
        return f"dxwork1 {self.municipality} {self.work} {self.sum}"

    @classmethod
    def of(cls, municipality: str, work: Work) -> WorkMark:
        """The mark of a work as it stands."""
        return cls(municipality, work.id, _sum(work))

    @classmethod
    def read(cls, text: str) -> WorkMark | None:
        """A mark as it stands in a cell; None where it is none."""
        found = _MARK.fullmatch(text.strip())
        return cls(found["municipality"], found["work"], found["sum"]) if found is not None else None


class WorkRow(NamedTuple):
    """A row that came back."""

    mark: WorkMark | None
    place: str
    cells: dict[WorkField, Written]
    """Those columns that are there."""


class WorkFinding(NamedTuple):
    """A work that the sheet says otherwise, or newly."""

    kind: WorkFindingKind
    place: str
    seen: Work | None
    """As it stood here when it was looked at; None for a new one."""
    new: dict[WorkField, Any]
    """The fields that would change."""

    @property
    def id(self) -> str:
        """By which it is told from the others of one sheet."""
        return self.seen.id if self.seen is not None else self.place

    @property
    def name(self) -> str:
        """What the work is called, in the sheet."""
        return str(self.new["name"] if "name" in self.new or self.seen is None else self.seen.name)

    def made(self, at: dt.datetime, by: str, new_id: str) -> Work:
        """The work as it would become."""
        fields: dict[str, Any] = {"at": at, "by": by, **self._changes}
        return Work(id=new_id, **fields) if self.seen is None else msgspec.structs.replace(self.seen, **fields)

    @property
    def _changes(self) -> dict[str, Any]:
        return {str(field): value for field, value in self.new.items()}


class WorkFindings(NamedTuple):
    """All that a sheet says otherwise."""

    found: tuple[WorkFinding, ...]
    faults: tuple[Fault, ...]
    """Cells that cannot be read. Their rows are not taken."""
    remarks: tuple[str, ...]
    same: int

    def of_kind(self, kind: WorkFindingKind) -> list[WorkFinding]:
        """Those of one kind."""
        return [one for one in self.found if one.kind == kind]


def _sum(work: Work) -> str:
    return hashlib.sha256(repr(work.content).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def work_findings(rows: Sequence[WorkRow], works: Sequence[Work], municipality: str) -> WorkFindings:
    """Compare a sheet that came back with what is kept; nothing is changed.

    Raises:
        NotOursError: it is another municipality's.
    """
    for row in rows:
        if row.mark is not None and row.mark.municipality != municipality:
            said = _(
                "ほかの市町（団体コード {code}）の棚卸し表です（{place}）。何も取り込んでいません。",
                code=row.mark.municipality,
                place=row.place,
            )
            raise NotOursError(said)
    reader = _RowReader(works)
    for row in rows:
        reader.read(row)
    return WorkFindings(tuple(reader.found), tuple(reader.faults), tuple(reader.all_remarks()), reader.same)


class _RowReader:
    """Goes through the rows."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._works = {one.id: one for one in works}
        names = Counter(_called(one.name, one.section) for one in works)
        self._by_name = {key: one for one in works if names[key := _called(one.name, one.section)] == 1}
        self.found: list[WorkFinding] = []
        self.faults: list[Fault] = []
        self.same = 0
        self._seen: dict[str, str] = {}
        """Works that a row was about, and where."""
        self._remarks: list[str] = []
        self._gone: list[str] = []
        self._emptied: list[str] = []

    def read(self, row: WorkRow) -> None:
        """One row."""
        said: dict[WorkField, Any] = {}
        wrong = len(self.faults)
        for field, written in row.cells.items():
            try:
                said[field] = self._value(field, written)
            except CellError as fault:
                self.faults.append(Fault(fault.place, str(fault)))
        if len(self.faults) > wrong:
            return
        if not any(said.values()):
            if row.mark is not None and row.mark.work in self._works:
                self._emptied.append(self._works[row.mark.work].name)
            return
        there = self._which(row, said)
        if not said.get("name", there is not None):
            place = row.cells["name"].place if "name" in row.cells else row.place
            self.faults.append(Fault(place, _("業務の名前がありません")))
        else:
            self._compare(row, there, said)

    def _which(self, row: WorkRow, said: Mapping[WorkField, Any]) -> Work | None:
        """Which work a row is about; None for a new one. A copied row has the mark of the one it was copied from: under another name it is a new work."""
        if row.mark is not None:
            there = self._works.get(row.mark.work)
            if there is not None and there.id in self._seen and said.get("name") != there.name:
                return None
            return there
        return self._by_name.get(_called(str(said.get("name", "")), str(said.get("section", ""))))

    def _compare(self, row: WorkRow, there: Work | None, said: dict[WorkField, Any]) -> None:
        if there is None:
            if row.mark is not None and row.mark.work not in self._works:
                self._gone.append(str(said.get("name", "")))
            else:
                self.found.append(WorkFinding("new", row.place, None, said))
            return
        changes = {field: value for field, value in said.items() if value != getattr(there, field)}
        if there.id in self._seen:
            message = _("「{name}」の行がほかにもあります（{place}）。1つにしてください", name=there.name, place=self._seen[there.id])
            self.faults.append(Fault(row.place, message))
            return
        self._seen[there.id] = row.place
        is_untouched = row.mark is not None and row.mark.sum == _sum(msgspec.structs.replace(there, **said))
        if not changes or is_untouched:
            self.same += 1
            return
        is_known = row.mark is not None and row.mark.sum == _sum(there)
        self.found.append(WorkFinding("changed" if is_known else "conflict", row.place, there, changes))

    def _value(self, field: WorkField, written: Written) -> object:
        """What a cell says.

        Raises:
            CellError: it cannot be read.
        """
        refuse_no_value(written, is_choice=field in ("times", "paper", "pain"))
        if (reader := _READERS.get(field)) is not None:
            try:
                return reader(written.text)
            except TypedWorkError as refused:
                raise CellError(str(refused), written.place) from refused
        text = cleaned(written.text) if field == "idea" else cleaned_line(written.text)
        if len(text) > _LONGEST[field]:
            raise CellError(_("長すぎます（{n}文字、{most}文字まで）", n=len(text), most=_LONGEST[field]), written.place)
        self._remarks += [f"{written.place}: {one}" for one in remarks(written.text)]
        return text

    def all_remarks(self) -> list[str]:
        """What to know besides."""
        said = []
        if self._gone:
            said.append(_("表をつくったあとに画面で消された業務なので、取り込みません: {names}", names=_("、").join(self._gone)))
        if self._emptied:
            said.append(_("表で行が空になっていますが、消しません。消すのは画面でできます: {names}", names=_("、").join(self._emptied)))
        return [*said, *dict.fromkeys(self._remarks)]


def _called(name: str, section: str) -> tuple[str, str]:
    return unadorned(name), unadorned(section)


# -- in words ----------------------------------------------------------------------------------------------------------


def _value_in_words(field: WorkField, value: Any) -> str:
    if value in (None, ""):
        return _("（空）")
    if field == "times":
        return times_in_words(value)
    if field == "minutes":
        return _("1回{time}", time=minutes_in_words(value))
    if field in ("paper", "pain"):
        names: Mapping[str, str] = PAPER_USES if field == "paper" else PAINS  # type: ignore[assignment]
        return _(names[value])
    return " ".join(str(value).split())


def work_finding_in_words(one: WorkFinding) -> str:
    """A finding in a line: the work, and what becomes what."""
    if one.seen is None:
        given = [_value_in_words(field, value) for field, value in one.new.items() if field != "name" and value not in (None, "")]
        return _("　").join((one.name, *given))
    said = [
        _("{old} → {new}", old=_value_in_words(field, getattr(one.seen, field)), new=_value_in_words(field, value))
        for field, value in one.new.items()
    ]
    return _("{name}　{changes}", name=one.seen.name, changes=_("、").join(said))


def work_kinds_in_words() -> dict[WorkFindingKind, str]:
    """What each kind is headed with, first what a person had better look at."""
    return {
        "conflict": _("食い違い（表をつくったあとに画面でも直されたか、どちらが新しいかわかりません）"),
        "changed": _("変わる業務"),
        "new": _("新しく入る業務"),
    }


def work_findings_in_short(found: WorkFindings) -> str:
    """How much of each kind there is, in a line."""
    return _("　").join(
        (
            _n("新しい業務 {n}件", "新しい業務 {n}件", len(found.of_kind("new"))),
            _n("変わる業務 {n}件", "変わる業務 {n}件", len(found.of_kind("changed"))),
            _n("食い違い {n}件", "食い違い {n}件", len(found.of_kind("conflict"))),
            _n("読めない {n}か所", "読めない {n}か所", len(found.faults)),
            _n("同じ {n}件", "同じ {n}件", found.same),
        )
    )


def work_findings_said(found: WorkFindings) -> list[str]:
    """Everything in lines, under a heading for each kind."""
    said = [work_findings_in_short(found)]
    for kind, heading in work_kinds_in_words().items():
        if of_kind := found.of_kind(kind):
            said += ["", heading, *(f"  {work_finding_in_words(one)}" for one in of_kind)]
    if found.faults:
        said += ["", unread_rows_told(), *(f"  {fault}" for fault in faults_in_lines(found.faults))]
    return said + (["", *found.remarks] if found.remarks else [])


def unread_rows_told() -> str:
    """Over the faults."""
    return _("読めないところ（その行は取り込みません。直して、もう一度読めます）")


def works_taken_told(n: int) -> str:
    """How much was taken in, and how it is taken back."""
    return _n("{n}件の業務を取り込みました。あとから1回で元に戻せます。", "{n}件の業務を取り込みました。あとから1回で元に戻せます。", n)
