"""A sheet to answer in outside the program: what stands in its rows, and the mark by which a row is known again, wherever it was moved or pasted.

A row's mark says whose row it is, of which item in which words, and what stood in its fields when it was made, as short sums. So a row is whole in itself: what was
changed in it since can be told from what was changed in the draft meanwhile, without the file or the sheet it came from.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from dxcheck.assessment.scoring import earlier_id
from dxcheck.assessment.typed_choice import Step, how_measured, item_steps, measured_words, offered
from dxcheck.assessment.why_level import why_in_words
from dxcheck.assessment.wording import answer_and_target
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import long_date
from dxcheck.model.snapshot import EMPTY, Answer
from dxcheck.model.text import cleaned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dxcheck.model.calendar import Cycle
    from dxcheck.model.roster import Municipality
    from dxcheck.model.snapshot import Choice, Snapshot
    from dxcheck.questionnaire import Item, Questionnaire
    from dxcheck.questionnaire.measures import Measures

SheetField = Literal["answer", "evidence", "comment", "target"]
"""What is answered separately: `answer` is the choice with the reason of a 該当なし."""
SHEET_FIELDS: Final[tuple[SheetField, ...]] = ("answer", "evidence", "comment", "target")
_MARK: Final = re.compile(
    r"dxcheck1 (?P<municipality>[0-9]{6}) (?P<questionnaire>[a-z0-9-]{1,40}) (?P<version>[0-9A-Za-z.-]{1,20}) (?P<item>[a-z0-9-]{1,40})"
    r" (?P<wording>[0-9a-f]{16}) (?P<sums>(?:[0-9a-f]{8}\.){3}[0-9a-f]{8})"
)


def field_in_words(field: SheetField) -> str:
    """A field's name."""
    return {"answer": _("回答"), "evidence": _("根拠"), "comment": _("コメント"), "target": _("目標")}[field]


class RowMark(NamedTuple):
    """Where a row of a sheet came from."""

    municipality: str
    questionnaire: str
    version: str
    item: str
    wording: str
    """The fingerprint of what was asked."""
    sums: dict[SheetField, str]
    """What stood in each field when the sheet was made."""

    def __str__(self) -> str:
        sums = ".".join(self.sums[one] for one in SHEET_FIELDS)
        return f"dxcheck1 {self.municipality} {self.questionnaire} {self.version} {self.item} {self.wording} {sums}"

    @classmethod
    def read(cls, text: str) -> RowMark | None:
        """A mark as it stands in a cell; None where it is none."""
        found = _MARK.fullmatch(text.strip())
        if found is None:
            return None
        sums = dict(zip(SHEET_FIELDS, found["sums"].split("."), strict=True))
        return cls(found["municipality"], found["questionnaire"], found["version"], found["item"], found["wording"], sums)


def sum_of(answer: Answer, field: SheetField) -> str:
    """A short sum of what a field holds."""
    beside = f"\n{','.join(answer.ticks)}\n{answer.number}" if answer.ticks or answer.number is not None else ""
    held = f"{answer.choice}\n{cleaned(answer.reason)}{beside}" if field == "answer" else cleaned(str(getattr(answer, field) or ""))
    if field == "target" and answer.target is not None:
        held = str(answer.target)
    return hashlib.sha256(held.encode("utf-8", "surrogatepass")).hexdigest()[:8]


class SheetRow(NamedTuple):
    """A row: an item, and what is known of its answer."""

    mark: str
    number: int
    """Its place in the questionnaire, from 1."""
    item: Item
    steps: tuple[Step, ...]
    choices: tuple[Choice, ...]
    before: str
    """What was answered last time, in words; empty where nothing was."""
    notes: tuple[str, ...]
    """What to know before answering."""
    answer: Answer
    """As far as it is answered."""
    measures: Measures | None = None
    """What its level follows from; None where it is chosen."""
    said: str = ""
    """The answer as it stands on the sheet."""


class SheetPart(NamedTuple):
    """The rows of one dimension (分野)."""

    title: str
    rows: tuple[SheetRow, ...]


class AnswerSheet(NamedTuple):
    """A whole sheet to answer in."""

    municipality: str
    questionnaire: str
    """Title and version."""
    name: str
    """Of its file, without the ending."""
    parts: tuple[SheetPart, ...]
    about: tuple[str, ...]
    """What to know before filling it in, in sentences."""

    @property
    def title(self) -> str:
        """Over every page."""
        return _("{municipality}　{title}", municipality=self.municipality, title=self.questionnaire)


class SheetGround(NamedTuple):
    """What a sheet is made of."""

    municipality: Municipality
    questionnaire: Questionnaire
    answers: Mapping[str, Answer]
    """Given so far."""
    before: tuple[Snapshot, Questionnaire] | None
    """What 前回 means, with what it answered."""
    cycle: Cycle
    closing: str
    """The last day, in words."""


def answer_sheet(ground: SheetGround, dimensions: tuple[str, ...] = ()) -> AnswerSheet:
    """The sheet of a questionnaire, or of some of its dimensions."""
    asked = ground.questionnaire
    number = {item.id: at for at, item in enumerate(asked.ordered, 1)}
    wanted = [one for one in asked.dimensions if not dimensions or one.id in dimensions]
    parts = tuple(
        SheetPart(str(one.title), tuple(_row(item, number[item.id], ground) for item in asked.items_by_dimension[one.id])) for one in wanted
    )
    which = "".join(f"_{one.short}" for one in wanted) if dimensions else ""
    name = _("記入表_{municipality}{which}_{version}", municipality=ground.municipality.name, which=which, version=asked.version)
    title = _("{title}（{version}版）", title=asked.title, version=asked.version)
    return AnswerSheet(ground.municipality.name, title, name, parts, tuple(_about(ground, parts)))


def _row(item: Item, number: int, ground: SheetGround) -> SheetRow:
    asked = ground.questionnaire
    answer = ground.answers.get(item.id, EMPTY)
    sums = {one: sum_of(answer, one) for one in SHEET_FIELDS}
    mark = RowMark(ground.municipality.code, asked.id, asked.version, item.id, asked.wordings[item.id], sums)
    before, is_reworded = _last_time(item, ground)
    notes = [_("該当なしを選べる場合: {when}", when=item.not_applicable)] if item.not_applicable is not None else []
    notes += [_("「{title}」の答えによっては、答えなくてよい設問です。", title=asked.item_by_id[one.item].title) for one in item.conditions]
    who = asked.respondents_of(item)
    notes += [_("答える人: {who}", who=who)] if who else []
    measures = asked.measured.get(item.id)
    notes += [_("「回答」には、{how}", how=how_measured(measures))] if measures is not None else []
    why = why_in_words(item.id, answer, asked)
    notes += [_("この段の理由: {text}", text=why)] if why else []
    if is_reworded:
        notes.append(_("前回から設問の言葉が変わりました。"))
    return SheetRow(
        str(mark),
        number,
        item,
        item_steps(asked, item.id),
        offered(asked, item.id),
        "\n".join(before),
        tuple(notes),
        answer,
        measures,
        measured_words(answer, item.id, asked),
    )


def _last_time(item: Item, ground: SheetGround) -> tuple[list[str], bool]:
    if ground.before is None:
        return [], False
    snapshot, asked = ground.before
    old = earlier_id(item, asked)
    if old is None or old not in snapshot.answers:
        return [], False
    answer = snapshot.answers[old]
    said = [answer_and_target(old, answer, asked)]
    if answer.reason:
        said.append(_("理由: {text}", text=answer.reason))
    if answer.evidence:
        said.append(_("根拠: {text}", text=answer.evidence))
    if answer.comment:
        said.append(_("コメント: {text}", text=answer.comment))
    return said, asked.wordings[old] != ground.questionnaire.wordings[item.id]


def _about(ground: SheetGround, parts: tuple[SheetPart, ...]) -> list[str]:
    rows = [row for part in parts for row in part.rows]
    said = [
        _("{cycle}の診断です。締切: {day}", cycle=ground.cycle.label, day=ground.closing),
        _n("{n}問あります。分野ごとにシートが分かれています。", "{n}問あります。分野ごとにシートが分かれています。", len(rows)),
        _(
            "太い枠の中だけに書いてください。いまの姿にいちばん近い段を「回答」で選びます。下の段がすべて当てはまるときだけ上の段を選んでください。"
        ),
        _("迷ったら「わからない」を選んで先へ進めます。該当なしを選んだときは、右端に理由を書いてください。"),
        _("各シートの右上の「回答した課・係」には、課・係・職名を書いてください。回答に添えられます。"),
        _(
            "根拠には見せられる資料や記録を、コメントには事情や迷った点を書きます。目標は3年後に目指す段です。個人の名前は書かないでください。"
        ),
    ]
    if ground.before is not None:
        snapshot, _asked = ground.before
        said.append(
            _(
                "「前回」は、{cycle}（{day}提出）の回答です。",
                cycle=snapshot.cycle.label,
                day=long_date(snapshot.submitted_at),
            )
        )
    if any(row.item.sensitive for row in rows):
        said.append(
            _("攻撃に使われるおそれのある弱点についての設問があります。記入したものを、庁外の人が見られる場所に置かないでください。")
        )
    return [
        *said,
        _("行の順番やシートの名前が変わってもかまいません。左端の隠れた列は、どの設問かを示す印です。消さないでください。"),
        _("書き終えたら保存して、取りまとめの担当に返してください。dxcheckに取り込む前に、何が変わるかを画面で確かめられます。"),
    ]


class Written(NamedTuple):
    """What somebody wrote in a cell."""

    text: str
    place: str
    """Where, as people look for it."""
    kind: Literal["value", "formula", "error", "day", "merged"] = "value"
    """merged: it is one with a cell of another column, which has whatever was written there."""


class FoundRow(NamedTuple):
    """A row that came back."""

    mark: RowMark | None
    """None where it was lost; then the title tells which item it is."""
    title: str
    place: str
    cells: dict[str, Written]
    """By `answer`, `reason`, `evidence`, `comment`, `target`: those columns that are there."""
    by: str = ""
    """The post (課・係) that says it answered, over the rows; empty where none does."""
