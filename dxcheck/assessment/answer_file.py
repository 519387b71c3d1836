"""Answers from a file: `{"mom-01": {"level": 2, "evidence": "…"}, "gov-01": {"answer": "unknown"}}`, checked as a whole before anything is stored."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from dxcheck.assessment.why_level import level_parts
from dxcheck.i18n import _, _n
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import EMPTY, LONGEST_TEXT
from dxcheck.model.text import cleaned, remarks
from dxcheck.questionnaire.measures import LARGEST_FIGURE
from dxcheck.questionnaire.scale import as_level
from dxcheck.system.fault import Fault
from dxcheck.system.file_kind import file_in_words, kind_of
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from dxcheck.model.snapshot import Answer, Choice
    from dxcheck.questionnaire import Item, Level, Questionnaire

LARGEST_ANSWER_FILE: Final = 5_000_000
"""Bytes."""
MOST_FAULTS: Final = 200
"""More than anybody reads; a longer file holds no answers."""
_MOST_HINTS: Final = 20
_LONGEST_NAME: Final = 60
_TEXTS: Final = ("reason", "evidence", "comment")
_KEYS: Final = ("level", "answer", "checks", "number", "met", *_TEXTS, "target")
_BOM: Final = b"\xef\xbb\xbf"


class FaultyAnswersError(DxcheckError):
    """Answers that cannot be taken, with everything that is wrong with them."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def read_answers(raw: bytes, questionnaire: Questionnaire) -> dict[str, Answer]:
    """The answers in a file.

    Raises:
        FaultyAnswersError: with every fault, each with the id of its item.
    """
    answers = {item: patch.applied_to(EMPTY) for item, patch in read_changes(raw, questionnaire).items()}
    if not any(answer.is_answered for answer in answers.values()):
        raise FaultyAnswersError([Fault("", _("回答が1つもありません。"))])
    return answers


def read_changes(raw: bytes, questionnaire: Questionnaire) -> dict[str, AnswerPatch]:
    """What a file changes, field by field: one that is not in it stays, one that is empty there is emptied.

    Raises:
        FaultyAnswersError: with every fault, each with the id of its item.
    """
    data = _parsed(raw)
    faults: list[Fault] = []
    changes = {}
    for item_id, given in data.items():
        item = questionnaire.item_by_id.get(item_id)
        if item is None:
            hint = _hint(item_id, questionnaire) if len(faults) < _MOST_HINTS else ""
            faults.append(Fault(_shortened(item_id), _("この設問は診断票にありません{hint}", hint=hint)))
            continue
        reader = _Reader(item, questionnaire)
        changes[item_id] = reader.read(given)
        faults += reader.faults
    if not faults and not any(change.fields for change in changes.values()):
        faults.append(Fault("", _("回答が1つもありません。")))
    if faults:
        raise FaultyAnswersError(_readable(faults))
    return changes


def text_remarks(raw: bytes) -> list[Fault]:
    """What is not kept of the texts in a file that `read_answers` takes, just as it is written there; each with the id of its item."""
    texts = [
        (item_id, key, value)
        for item_id, given in _parsed(raw).items()
        for key, value in given.items()
        if key in _TEXTS and isinstance(value, str)
    ]
    return _readable([Fault(item_id, f"{key}: {said}") for item_id, key, value in texts for said in remarks(value)])


def _readable(faults: list[Fault]) -> list[Fault]:
    """As many as somebody can read."""
    more = len(faults) - MOST_FAULTS
    if more <= 0:
        return faults
    return [*faults[:MOST_FAULTS], Fault("", _n("ほかに{n}か所の誤りがあります", "ほかに{n}か所の誤りがあります", more))]


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME] + "…"


def _parsed(raw: bytes) -> dict[str, Any]:
    def refused(message: str) -> FaultyAnswersError:
        return FaultyAnswersError([Fault("", message)])

    raw = raw.removeprefix(_BOM)
    if unfit := _unfit(raw):
        raise refused(unfit)
    repeated: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        counted = Counter(key for key, _value in pairs)
        repeated.extend(sorted(key for key, times in counted.items() if times > 1))
        return dict(pairs)

    try:
        data = json.loads(raw.decode(), object_pairs_hook=once)
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        raise refused(_("{line}行目に文字コードUTF-8でない文字があります。UTF-8で保存し直してください。", line=line)) from problem
    except json.JSONDecodeError as problem:
        message = _("JSONの書き方に誤りがあります（{line}行目、{column}文字目）。", line=problem.lineno, column=problem.colno)
        raise refused(message) from problem
    except (RecursionError, ValueError) as problem:
        raise refused(_("JSONの書き方に誤りがあります。")) from problem
    if not isinstance(data, dict):
        raise refused(_("設問のIDごとに書いてください（例: {example}）。", example='{"mom-01": {"level": 2}}'))
    if repeated:
        raise FaultyAnswersError(_readable([Fault(_shortened(key), _("同じ名前が2回以上書かれています")) for key in repeated]))
    return data


def _unfit(raw: bytes) -> str:
    """What to say about a file that is plainly something else; empty for what may be answers."""
    kind = kind_of(raw)
    if kind in ("workbook", "macros", "binary", "old", "calc"):
        return _(
            "{what}。提出するのは回答のファイル（JSON）です。記入表なら、dxcheck draft take-in で下書きに取り込み、画面で確かめてから提出してください。",
            what=file_in_words(kind),
        )
    if kind != "other":
        return _("{what}。提出するのは回答のファイル（JSON）です。", what=file_in_words(kind))
    if len(raw) > LARGEST_ANSWER_FILE:
        return _("ファイルが大きすぎます（{size} MB）。回答のファイルか確かめてください。", size=len(raw) // 1_000_000)
    return "" if raw.strip() else _("ファイルが空です。")


def _hint(item_id: str, questionnaire: Questionnaire) -> str:
    near = difflib.get_close_matches(item_id[:_LONGEST_NAME], questionnaire.item_by_id, n=1, cutoff=0.6)
    return _("（もしかして {near}）", near=near[0]) if near else ""


class _Reader:
    """Reads one item's answer and gathers what is wrong with it."""

    def __init__(self, item: Item, questionnaire: Questionnaire) -> None:
        self._item, self._questionnaire = item, questionnaire
        self._scale = questionnaire.scale_of(item.id)
        self._measures = questionnaire.measured.get(item.id)
        self._names = [one.name for one in questionnaire.grades_of(item.id)]
        self.faults: list[Fault] = []

    def _fault(self, message: str) -> None:
        self.faults.append(Fault(self._item.id, message))

    def read(self, given: object) -> AnswerPatch:
        """The fields that are given; where something is wrong, what could be read of them."""
        if not isinstance(given, dict):
            self._fault(_("表の形で書いてください（例: {example}）", example='{"level": 2}'))
            return AnswerPatch()
        for key in given:
            if key not in _KEYS:
                self._fault(_("知らない項目があります: {keys}", keys=_shortened(key)))
        texts = {key: self._text(given, key) for key in _TEXTS}
        choice = self._choice(given)
        if choice == "not_applicable" and not texts["reason"]:
            self._fault(_("該当なしには reason（理由）が必要です"))
        if choice != "not_applicable" and texts["reason"]:
            self._fault(_("reason（理由）は該当なしのときだけ書けます"))
        fields: dict[str, Any] = {key: text for key, text in texts.items() if key in given and key != "reason"}
        if any(key in given for key in ("level", "answer", "checks", "number")):
            fields |= {"choice": choice, "reason": texts["reason"]}
            if self._measures is not None:
                level = None if isinstance(choice, str) else choice
                fields |= {"ticks": () if level is None else self._ticks(given), "number": None if level is None else self._number(given)}
        if "met" in given:
            fields["met"] = self._met(given, choice)
        target = self._level(given, "target")
        return AnswerPatch(**fields) if "target" not in given else AnswerPatch(**fields, target=target)

    def _choice(self, given: dict[str, Any]) -> Choice:
        answer, level = given.get("answer"), self._level(given, "level")
        measured = self._measured(given, level)
        if answer is None:
            return measured
        if measured is not None:
            self._fault(_("answer と、checks か number の両方があります。どちらか1つにしてください"))
        if "level" in given and given["level"] is not None:
            self._fault(_("level と answer の両方があります。どちらか1つにしてください"))
        if answer == "unknown":
            return "unknown"
        if answer != "not_applicable":
            self._fault(_("answer は not_applicable（該当なし）か unknown（わからない）です"))
            return None
        if self._item.not_applicable is None:
            self._fault(_("この設問では該当なしを選べません"))
        return "not_applicable"

    def _measured(self, given: dict[str, Any], level: Level | None) -> Level | None:
        """The level: as given where it is chosen, else what follows; both may stand there, if they agree."""
        for key, is_wanted in (("checks", self._is_checklist), ("number", self._measures is not None and not self._is_checklist)):
            if given.get(key) is not None and not is_wanted:
                self._fault(_("この設問に {key} は書けません", key=key))
        if self._measures is None:
            return level
        key = "checks" if self._is_checklist else "number"
        if given.get(key) is None:
            if level is not None:
                self._fault(_("この設問の段は {key} から決まります。{key} を書いてください", key=key))
            return None
        found = self._measures.level_of(self._ticks(given), self._number(given))
        if level is not None and level != found:
            said = as_level(found) if found is not None else "-"
            self._fault(_("level は {key} から決まる段（{level}）と違います", key=key, level=said))
        return found

    @property
    def _is_checklist(self) -> bool:
        return self._measures is not None and self._measures.is_checklist

    def _ticks(self, given: dict[str, Any]) -> tuple[str, ...]:
        value = given.get("checks")
        if self._measures is None or value is None:
            return ()
        known = [one.id for one in self._measures.checks]
        if not isinstance(value, list) or not all(one in known for one in value):
            self._fault_once(_("checks は、当てはまる問いのIDの並びです（{ids}）", ids=", ".join(known)))
            return ()
        return self._measures.known(value)

    def _met(self, given: dict[str, Any], choice: Choice) -> tuple[str, ...]:
        """Why it is this level: parts of its descriptor and of the next one."""
        value = given["met"]
        parts = level_parts(self._item.id, None if isinstance(choice, str) else choice, self._questionnaire)
        known = [one.id for one in parts]
        if not isinstance(value, list) or not all(one in known for one in value):
            self._fault(_("met は、当てはまる文の番号の並びです（{ids}）", ids=", ".join(known) or _("この回答では書けません")))
            return ()
        return tuple(sorted(set(value)))

    def _number(self, given: dict[str, Any]) -> float | None:
        value = given.get("number")
        if value is None or self._measures is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST_FIGURE:
            self._fault_once(_("number は数で書いてください"))
            return None
        return float(value)

    def _fault_once(self, message: str) -> None:
        if all(one.message != message for one in self.faults):
            self._fault(message)

    def _level(self, given: dict[str, Any], key: str) -> Level | None:
        """A level by its number or by its name, in either language."""
        value = given.get(key)
        if value is None:
            return None
        kinds = int if self._scale.is_evenly_spaced else int | float
        place = self._scale.position(value) if isinstance(value, kinds) and not isinstance(value, bool) else None
        if isinstance(value, str):
            named = [n for n, one in enumerate(self._names) if value.strip() and value.strip() in (one.ja, one.en)]
            place = named[0] if len(named) == 1 else None
        if place is not None:
            return self._scale.values[place]
        said = json.dumps(value, ensure_ascii=False)[:40]
        if self._scale.is_evenly_spaced:
            self._fault(_("{key} は{range}の整数です（いまの値: {value}）", key=key, range=self._scale.in_words, value=said))
        else:
            allowed = _("、").join(map(as_level, self._scale.values))
            self._fault(_("{key} は {allowed} のどれかです（いまの値: {value}）", key=key, allowed=allowed, value=said))
        return None

    def _text(self, given: dict[str, Any], key: str) -> str:
        value = given.get(key, "")
        if value is None:
            return ""
        if not isinstance(value, str):
            self._fault(_("{key} は文字で書いてください", key=key))
            return ""
        text = cleaned(value)
        if len(text) > LONGEST_TEXT:
            self._fault(_("{key} が長すぎます（{n}文字、{most}文字まで）", key=key, n=len(text), most=LONGEST_TEXT))
            return ""
        return text
