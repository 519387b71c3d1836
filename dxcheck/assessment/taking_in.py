"""What a sheet that came back would change in a draft, field by field, before anything is changed.

What was not touched on the sheet since it was made changes nothing, whatever the draft says by now; how much of that differs is said. What was touched there and in the draft, and not to the same, is a
conflict that somebody decides; until then the draft's stands. A field that cannot be read is a fault with its cell, and the others are taken all the same.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import msgspec

from dxcheck.assessment.answer_sheet import SHEET_FIELDS, field_in_words, sum_of
from dxcheck.assessment.drafting import with_change
from dxcheck.assessment.typed_choice import TypedChoiceError, measured_words, typed_answer, typed_level, words_for
from dxcheck.i18n import _, _n
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import EMPTY, LONGEST_TEXT, Answer
from dxcheck.model.text import cleaned, remarks
from dxcheck.system.fault import Fault
from dxcheck.system.refusal import RefusedError
from dxcheck.system.unadorned import unadorned

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Mapping, Sequence

    from dxcheck.assessment.answer_sheet import FoundRow, SheetField, Written
    from dxcheck.model.snapshot import Draft
    from dxcheck.questionnaire import Item, Questionnaire

_SHORT: Final = 60


FindingKind = Literal["new", "changed", "emptied", "conflict"]
"""new: there was nothing; changed: the sheet changes what it was made with; emptied: it has nothing any more; conflict: the draft has changed meanwhile, or nobody
knows."""


class NotOursError(RefusedError):
    """The sheet is another municipality's, or of another questionnaire."""


class SheetFinding(NamedTuple):
    """One field of an item that the sheet says otherwise."""

    item: str
    field: SheetField
    kind: FindingKind
    place: str
    seen: Answer
    """The answer as the draft has it, when it was looked at."""
    patch: AnswerPatch
    """What it would become."""
    by: str = ""
    """The post that says it answered; empty where none does."""


class Findings(NamedTuple):
    """All that a sheet says otherwise than a draft."""

    questionnaire: Questionnaire
    found: tuple[SheetFinding, ...]
    faults: tuple[Fault, ...]
    """Cells that cannot be taken, with their places."""
    remarks: tuple[str, ...]
    """What else to know."""
    same: int
    """Rows that say what the draft says."""

    def of_kind(self, kind: FindingKind) -> list[SheetFinding]:
        """The findings of one kind, in the questionnaire's order."""
        return [one for one in self.found if one.kind == kind]


class SheetKnown(NamedTuple):
    """What is compared."""

    municipality: str
    questionnaire: Questionnaire
    """Of the draft, or the one that a new draft would begin with."""
    answers: Mapping[str, Answer]
    """As the draft has them."""
    follower: Callable[[str, str], str | None]
    """Version and item of a sheet to the item of the questionnaire that follows it."""


def field_value(answer: Answer, field: SheetField) -> tuple[Any, ...]:
    """What a field of an answer holds, to be compared."""
    if field == "answer":
        return (answer.choice, cleaned(answer.reason), answer.ticks, answer.number)
    return (cleaned(value) if isinstance(value := getattr(answer, field), str) else value,)


def findings(rows: Sequence[FoundRow], known: SheetKnown) -> Findings:
    """Compare the rows of a sheet with a draft.

    Raises:
        NotOursError: they are another municipality's, or of another questionnaire.
    """
    _refuse_others(rows, known)
    reader = _Reader(known)
    for row in rows:
        reader.read(row)
    return reader.findings()


def _refuse_others(rows: Sequence[FoundRow], known: SheetKnown) -> None:
    for row in rows:
        if row.mark is None:
            continue
        if row.mark.municipality != known.municipality:
            raise NotOursError(
                _(
                    "ほかの市町（団体コード {code}）の記入表です（{place}）。何も取り込んでいません。",
                    code=row.mark.municipality,
                    place=row.place,
                )
            )
        if row.mark.questionnaire != known.questionnaire.id:
            raise NotOursError(
                _(
                    "ほかの診断票（{other}）の記入表です（{place}）。いま見ている診断票は {mine} です。何も取り込んでいません。",
                    other=row.mark.questionnaire,
                    mine=known.questionnaire.id,
                    place=row.place,
                )
            )


class Taking:
    """Takes what a sheet says otherwise into a draft, in one step.

    Args:
        found: as a person looked at it.
        theirs: the conflicts in which the sheet's answer is wanted.
        now: the moment.
        post: who takes it in; a sheet may say which post answered.
        since: the first day of the cycle.
    """

    def __init__(self, found: Findings, theirs: Collection[tuple[str, SheetField]], now: dt.datetime, post: str, since: dt.date) -> None:
        self.wanted = [one for one in found.found if one.kind != "conflict" or (one.item, one.field) in theirs]
        self.taken: list[SheetFinding] = []
        self.meanwhile: list[SheetFinding] = []
        self._found, self._now, self._post, self._since = found, now, post, since

    def into(self, draft: Draft, session: str) -> Draft:
        """The draft with what nobody changed since it was looked at, marked with a session of its own."""
        asked = self._found.questionnaire
        patches: dict[str, AnswerPatch] = {}
        posts: dict[str, str] = {}
        for one in self.wanted:
            if field_value(draft.answer(one.item), one.field) != field_value(one.seen, one.field):
                self.meanwhile.append(one)
                continue
            patches[one.item] = msgspec.structs.replace(patches.get(one.item, AnswerPatch()), **one.patch.values)
            posts[one.item] = one.by or self._post
            self.taken.append(one)
        for item, patch in patches.items():
            draft = with_change(draft, item, patch, self._now, posts[item], session, since=self._since, asked=asked)
        return draft


class _Reader:
    """Goes through the rows and gathers what they say."""

    def __init__(self, known: SheetKnown) -> None:
        self._known = known
        self._asked = known.questionnaire
        self._said: dict[tuple[str, SheetField], list[tuple[SheetFinding | None, str]]] = {}
        self._faults: list[Fault] = []
        self._remarks: list[str] = []
        self._reworded: dict[str, None] = {}
        self._gone: dict[str, None] = {}
        self._by_title: dict[str, None] = {}
        self._items: dict[str, None] = {}
        self._faulty: dict[str, None] = {}
        self._behind: dict[str, None] = {}
        """Items of which the draft alone says something else since."""
        self._missing: dict[SheetField, None] = {}
        """Fields without a column, in a row of a sheet of ours."""
        titles = Counter(unadorned(str(item.title)) for item in self._asked.items)
        self._titles = {name: item.id for item in self._asked.items if titles[name := unadorned(str(item.title))] == 1}

    def read(self, row: FoundRow) -> None:
        """One row."""
        item = self._item(row)
        if item is None:
            return
        self._items[item.id] = None
        now = self._known.answers.get(item.id, EMPTY)
        is_reworded = row.mark is not None and row.mark.wording != self._asked.wordings[item.id]
        for field in SHEET_FIELDS:
            written = row.cells.get(field)
            if written is None:
                if row.mark is not None:
                    self._missing[field] = None
                continue
            try:
                finding = self._compared(row, item, field, now, self._new(field, written, row.cells.get("reason"), item, now))
            except CellError as fault:
                self._faults.append(Fault(fault.place, str(fault)))
                self._faulty[item.id] = None
                continue
            if finding is not None and field == "answer" and is_reworded:
                self._reworded[str(item.title)] = None
                continue
            self._said.setdefault((item.id, field), []).append((finding, written.place))

    def _item(self, row: FoundRow) -> Item | None:
        if row.mark is None:
            found = self._titles.get(unadorned(row.title.strip().split("\n", 1)[0]))
            if found is not None:
                self._by_title[found] = None
        else:
            found = self._known.follower(row.mark.version, row.mark.item)
            if found is None:
                self._gone[row.title.split("\n", 1)[0] or row.mark.item] = None
        return self._asked.item_by_id.get(found) if found is not None else None

    def _new(self, field: SheetField, written: Written, reason: Written | None, item: Item, now: Answer) -> Answer:
        """What the cells say, as an answer with this field alone."""
        refuse_no_value(written, is_choice=field in ("answer", "target"))
        try:
            said = words_for(now.target) if field == "target" else measured_words(now, item.id, self._asked)
            as_it_was = written.text.strip() == said  # also what could not be chosen now
            if field == "target":
                return Answer(target=now.target if as_it_was else typed_level(written.text, self._asked, item.id))
            if field == "answer":
                given = now if as_it_was else typed_answer(written.text, self._asked, item.id)
                new = Answer(choice=given.choice, ticks=given.ticks, number=given.number)
                if reason is None:  # without its column it is as it was
                    return msgspec.structs.replace(new, reason=now.reason if new.choice == now.choice else "")
                refuse_no_value(reason, is_choice=False)
                return msgspec.structs.replace(new, reason=self._text(reason))
        except TypedChoiceError as refused:
            raise CellError(str(refused), written.place) from refused
        text = self._text(written)
        return Answer(evidence=text) if field == "evidence" else Answer(comment=text)

    def _text(self, written: Written) -> str:
        text = cleaned(written.text)
        if len(text) > LONGEST_TEXT:
            raise CellError(_("長すぎます（{n}文字、{most}文字まで）", n=len(text), most=LONGEST_TEXT), written.place)
        self._remarks += [f"{written.place}: {one}" for one in remarks(written.text)]
        return text

    def _compared(self, row: FoundRow, item: Item, field: SheetField, now: Answer, new: Answer) -> SheetFinding | None:
        """What the sheet says otherwise than the draft; None where it says nothing, or the same."""
        mine, theirs, empty = field_value(now, field), field_value(new, field), field_value(EMPTY, field)
        if mine == theirs:
            return None
        if row.mark is None:
            if theirs == empty:
                return None
            kind: FindingKind = "new" if mine == empty else "conflict"
        else:
            base = row.mark.sums[field]
            if sum_of(new, field) == base:
                self._behind[item.id] = None
                return None
            kind = "conflict" if sum_of(now, field) != base else "new" if mine == empty else "emptied" if theirs == empty else "changed"
        if field == "answer":
            _refuse_reasons(new, row.cells.get("reason", row.cells[field]))
        fields: tuple[str, ...] = ("choice", "reason") if field == "answer" else (field,)
        if field == "answer" and item.id in self._asked.measured:
            fields = (*fields, "ticks", "number")
        patch = AnswerPatch(**{name: getattr(new, name) for name in fields})
        return SheetFinding(item.id, field, kind, row.cells[field].place, now, patch, row.by)

    def findings(self) -> Findings:
        """Everything, in the questionnaire's order."""
        order = {item.id: at for at, item in enumerate(self._asked.ordered)}
        found: list[SheetFinding] = []
        for key in sorted(self._said, key=lambda one: (order[one[0]], SHEET_FIELDS.index(one[1]))):
            said = [(finding, place) for finding, place in self._said[key] if finding is not None]
            different = {field_value(finding.patch.applied_to(EMPTY), key[1]) for finding, _place in said if finding is not None}
            if len(different) > 1:
                title = self._asked.item_by_id[key[0]].title
                places = _("、").join(place for _finding, place in said)
                self._faults.append(Fault(places, _("同じ設問（{title}）の行がいくつかあり、書いてあることが違います", title=title)))
            elif said and said[0][0] is not None:
                found.append(said[0][0])
        changed = {one.item for one in found} | self._faulty.keys() | self._behind.keys()
        return Findings(
            self._asked, tuple(found), tuple(self._faults), tuple(self._all_remarks()), sum(item not in changed for item in self._items)
        )

    def _all_remarks(self) -> list[str]:
        said = []
        if self._reworded:
            said.append(
                _(
                    "診断票の版が違い、次の設問は言葉が変わっています。段は取り込まないので、画面で選び直してください（根拠・コメント・目標は取り込みます）: {titles}",
                    titles=_some(list(self._reworded)),
                )
            )
        if self._gone:
            said.append(_("いまの診断票にない設問なので、取り込みません: {titles}", titles=_some(list(self._gone))))
        if n := len(self._by_title):
            said.append(
                _n(
                    "設問の印がない行が{n}つあり、設問の題名で見分けました。",
                    "設問の印がない行が{n}つあり、設問の題名で見分けました。",
                    n,
                )
            )
        if self._missing:
            fields = _("、").join(map(field_in_words, self._missing))
            said.append(_("次の列が見つかりません。その列は下書きのままにします: {fields}", fields=fields))
        if n := len(self._behind):
            said.append(
                _n(
                    "表をつくったあとに、下書きだけが変わった設問が{n}問あります。下書きのままにします。",
                    "表をつくったあとに、下書きだけが変わった設問が{n}問あります。下書きのままにします。",
                    n,
                )
            )
        return [*said, *dict.fromkeys(self._remarks)]


class CellError(Exception):
    """What is wrong with a cell."""

    def __init__(self, message: str, place: str) -> None:
        super().__init__(message)
        self.place = place


def _refuse_reasons(new: Answer, at: Written) -> None:
    """A 該当なし has a reason, and nothing else has one."""
    if new.choice == "not_applicable" and not new.reason:
        raise CellError(_("該当なしには理由が必要です"), at.place)
    if new.choice != "not_applicable" and new.reason:
        raise CellError(_("理由は、回答が該当なしのときだけ書けます"), at.place)


def refuse_no_value(written: Written, *, is_choice: bool) -> None:
    """Refuse what stands in a cell without being what somebody wrote there: a formula, an error, a cell merged with another one; where one is chosen, a day too.

    Raises:
        CellError: it is one of these.
    """
    if written.kind == "merged":
        raise CellError(_("隣の列のセルと結合されています。結合を解いて、書き直してください"), written.place)
    if written.kind == "formula":
        raise CellError(_("数式が入っています。計算した値を、値として貼り付けてください"), written.place)
    if written.kind == "error":
        raise CellError(_("エラーの値（{text}）が入っています", text=written.text[:_SHORT]), written.place)
    if written.kind == "day" and is_choice:
        raise CellError(_("日付（{text}）になっています。一覧から選び直してください", text=written.text[:_SHORT]), written.place)


def _some(titles: Sequence[str]) -> str:
    most = 10
    named = _("、").join(titles[:most])
    return named if len(titles) <= most else _("{named}、ほか{n}問", named=named, n=len(titles) - most)
