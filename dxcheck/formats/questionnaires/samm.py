"""A questionnaire of the YAML files in which OWASP SAMM keeps its model.

Each kind of part has a folder, each part a file with an `id`, and parts name each other by it: a practice its function, a stream its practice, an activity its stream
and its level, a question its activity and its set of answers. Only this layout is known here. The texts are whoever's they are: people who may use them convert them
for themselves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dxcheck.formats.questionnaires.yaml_files import UnreadableYamlError, read_yaml
from dxcheck.i18n import _
from dxcheck.questionnaire.scale import plain_value
from dxcheck.system.fault import Fault

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "business_functions": ("id", "name"),
    "security_practices": ("id", "name", "shortName", "function"),
    "maturity_levels": ("id", "number", "description"),
    "practice_levels": ("id", "practice", "maturityLevel"),
    "streams": ("id", "name", "practice", "letter"),
    "activities": ("id", "title", "stream", "level"),
    "questions": ("id", "text", "activity", "answerSet"),
    "answer_sets": ("id", "values"),
}
"""The folders, and what a part of each must have."""
SAMM_FOLDERS: Final = tuple(_KEYS)
_LINKS: Final[Mapping[str, Mapping[str, str]]] = {
    "security_practices": {"function": "business_functions"},
    "practice_levels": {"practice": "security_practices", "maturityLevel": "maturity_levels"},
    "streams": {"practice": "security_practices"},
    "activities": {"stream": "streams", "level": "practice_levels"},
    "questions": {"activity": "activities", "answerSet": "answer_sets"},
}
"""Which key of a part names a part of which folder."""
_LONGEST: Final = 800
_FIELD: Final = "security"
_FRAMEWORK: Final = "SAMM"


class _File(NamedTuple):
    """One part, and the file it is in."""

    place: str
    data: dict[str, Any]

    @property
    def order(self) -> tuple[float, str]:
        """Where it comes among its like."""
        return _number(self.data.get("order")) or 0.0, self.place


class SammModel(NamedTuple):
    """What the files say, as a questionnaire's file would, and what is wrong with them."""

    content: dict[str, Any]
    faults: list[Fault]
    notes: list[str]
    files: dict[str, str]
    """Group, dimension or item to the file it was made of, by its id."""

    def at_its_file(self, fault: Fault) -> Fault:
        """A fault of the content at the file that it comes from."""
        if len(fault.path) > 1 and isinstance(fault.path[1], int):
            made = self.content[str(fault.path[0])][fault.path[1]]
            return Fault(self.files.get(made.get("id", ""), fault.place), fault.message)
        return fault


def samm_content(files: Mapping[str, bytes], day: dt.date) -> SammModel:
    """The content of a questionnaire of a model's files.

    Args:
        files: by their path under the model's folder, with `/`.
        day: the day it is converted on.
    """
    reader = _Reader(files)
    reader.read()
    if reader.faults:
        return SammModel({}, reader.faults, reader.notes, {})
    maker = _Maker(reader, day)
    return SammModel(maker.content(), reader.faults, reader.notes, maker.files)


class _Reader:
    """Reads the files and looks whether their parts fit together."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self.parts: dict[str, dict[str, _File]] = {one: {} for one in _KEYS}
        self.faults: list[Fault] = []
        self.notes: list[str] = []

    def read(self) -> None:
        """Every file of a folder that is known; the others are told."""
        unread: dict[str, int] = {}
        for place in sorted(self._files):
            folder = place.split("/", 1)[0]
            if folder in _KEYS and place.lower().endswith((".yml", ".yaml")):
                self._read(folder, place)
            else:
                unread[folder] = unread.get(folder, 0) + 1
        self.notes += [_("「{folder}」（{n}個のファイル）は読みませんでした。", folder=folder, n=n) for folder, n in unread.items()]
        for folder, there in self.parts.items():
            if not there and not any(one.place.startswith(f"{folder}/") for one in self.faults):
                self.faults.append(Fault(folder, _("このフォルダーに、YAMLのファイルがありません")))
        for folder, links in _LINKS.items():
            for part in self.parts[folder].values():
                self._look(part, links)
        for answers in self.parts["answer_sets"].values():
            self._look_at_answers(answers)
        for level in self.parts["maturity_levels"].values():
            if _number(level.data["number"]) is None:
                self.faults.append(Fault(f"{level.place} number", _("数で書いてください")))

    def _read(self, folder: str, place: str) -> None:
        try:
            data = read_yaml(self._files[place])
        except UnreadableYamlError as problem:
            self.faults.append(Fault(place, str(problem)))
            return
        missing = [key for key in _KEYS[folder] if not data.get(key)]
        texts = [key for key in _KEYS[folder] if key in data and key not in missing and key != "values" and not isinstance(data[key], str)]
        if missing:
            self.faults.append(Fault(place, _("{keys} がありません", keys=", ".join(missing))))
        for key in texts:
            self.faults.append(Fault(f"{place} {key}", _("文で書いてください")))
        if missing or texts:
            return
        if data["id"] in self.parts[folder]:
            self.faults.append(Fault(f"{place} id", _("同じIDが {other} にもあります", other=self.parts[folder][data["id"]].place)))
            return
        self.parts[folder][data["id"]] = _File(place, data)

    def _look(self, part: _File, links: Mapping[str, str]) -> None:
        for key, folder in links.items():
            is_unread = any(one.place.startswith(f"{folder}/") for one in self.faults)
            if part.data[key] not in self.parts[folder] and not is_unread:
                message = _("ID「{id}」のファイルが {folder} にありません", id=part.data[key], folder=folder)
                self.faults.append(Fault(f"{part.place} {key}", message))

    def _look_at_answers(self, answers: _File) -> None:
        values = answers.data["values"]
        if not isinstance(values, list) or not all(isinstance(one, dict) for one in values):
            self.faults.append(Fault(f"{answers.place} values", _("答えの並びではありません")))
            return
        for n, one in enumerate(values, 1):
            if not isinstance(one.get("text"), str) or _number(one.get("value")) is None:
                self.faults.append(Fault(f"{answers.place} values {n}", _("text（文）と value（数）が必要です")))

    def under(self, folder: str, key: str, name: str) -> list[_File]:
        """The parts of a folder that name a part, in their order."""
        return sorted((one for one in self.parts[folder].values() if one.data[key] == name), key=lambda one: one.order)


class _Maker:
    """Makes a questionnaire's content of sound files."""

    def __init__(self, reader: _Reader, day: dt.date) -> None:
        self._r, self._day = reader, day
        self.files: dict[str, str] = {}

    def content(self) -> dict[str, Any]:
        """Everything, in English alone."""
        levels = sorted(self._r.parts["maturity_levels"].values(), key=lambda one: _number(one.data["number"]) or 0)
        model = next((one.data.get("model") for one in self._r.parts["business_functions"].values()), None)
        version = re.sub(r"[^0-9A-Za-z.-]", "", str(model or ""))[:20] or "1"
        groups: list[dict[str, Any]] = []
        dimensions: list[dict[str, Any]] = []
        items: list[dict[str, Any]] = []
        for function in sorted(self._r.parts["business_functions"].values(), key=lambda one: one.order):
            practices = self._r.under("security_practices", "function", function.data["id"])
            if not practices:
                continue
            own = self._id(function.data["name"], function)
            groups.append({"id": own, "title": self._text(function, "name"), **self._described(function)})
            for practice in practices:
                self._practice(practice, own, groups, dimensions, items)
        return {
            "kind": "full",
            "id": "samm",
            "version": version,
            "valid_from": self._day,
            "title": {"en": f"OWASP SAMM ({version})"},
            "description": {"en": "Converted from the model's own files."},
            "scale": [
                {"name": {"en": "0"}},
                *({"name": {"en": f"Level {one.data['number']}"}, "meaning": self._text(one, "description")} for one in levels),
            ],
            "frameworks": [{"id": _FRAMEWORK, "title": {"en": "OWASP SAMM"}, "version": version, "as_of": self._day}],
            "fields": [{"id": _FIELD, "title": {"en": "Security"}}],
            "groups": groups,
            "dimensions": dimensions,
            "items": items,
        }

    def _practice(
        self, practice: _File, function: str, groups: list[dict[str, Any]], dimensions: list[dict[str, Any]], items: list[dict[str, Any]]
    ) -> None:
        own = self._id(practice.data["shortName"], practice)
        made: list[dict[str, Any]] = []
        streams = []
        for stream in self._r.under("streams", "practice", practice.data["id"]):
            place = self._id(f"{own}-{stream.data['letter']}", stream)
            asked = self._questions(stream, place, own)
            if asked:
                streams.append(
                    {"id": place, "title": self._text(stream, "name"), "within": own, "aggregate": "sum", **self._described(stream)}
                )
                made += asked
        if not made:
            self._r.notes.append(_("{place} には設問がないので、読みませんでした。", place=practice.place))
            return
        short = {"en": practice.data["shortName"]}
        described = self._described(practice, "shortDescription")
        dimensions.append(
            {"id": own, "title": self._text(practice, "name"), "short": short, "field": _FIELD, "within": function, **described}
        )
        groups += streams
        items += made

    def _questions(self, stream: _File, group: str, dimension: str) -> list[dict[str, Any]]:
        """The questions of a stream, its lowest level first; several of one activity share what it counts."""
        found = []
        for activity in self._r.parts["activities"].values():
            if activity.data["stream"] == stream.data["id"]:
                level = self._r.parts["practice_levels"][activity.data["level"]].data["maturityLevel"]
                number = _number(self._r.parts["maturity_levels"][level].data["number"]) or 0
                found.append((number, activity.place, activity))
        made = []
        for number, _place, activity in sorted(found, key=lambda one: one[:2]):
            questions = self._r.under("questions", "activity", activity.data["id"])
            for n, question in enumerate(questions, 1):
                name = self._id(f"{group}-{plain_value(number)}" + (f"-{n}" if len(questions) > 1 else ""), question)
                made.append(self._item(name, activity, question, len(questions)) | {"dimension": dimension, "group": group})
        return made

    def _item(self, name: str, activity: _File, question: _File, shared: int) -> dict[str, Any]:
        answers = self._r.parts["answer_sets"][question.data["answerSet"]].data["values"]
        ordered = sorted(answers, key=lambda one: _number(one["value"]) or 0.0)
        choices = [{"name": {"en": one["text"][:_LONGEST]}, "value": (_number(one["value"]) or 0.0) / shared} for one in ordered]
        criteria = question.data.get("quality")
        texts = [one for one in criteria if isinstance(one, str)] if isinstance(criteria, list) else []
        return {
            "id": name,
            "title": self._text(activity, "title"),
            "prompt": self._text(question, "text"),
            "evidence": {"en": self._cut("; ".join(texts), question.place) or "Documents and records"},
            "references": [_FRAMEWORK],
            "fields": [_FIELD],
            "choices": choices,
        }

    def _text(self, part: _File, key: str) -> dict[str, str]:
        return {"en": self._cut(part.data[key], f"{part.place} {key}")}

    def _described(self, part: _File, key: str = "description") -> dict[str, Any]:
        found = part.data.get(key)
        return {"description": self._text(part, key)} if isinstance(found, str) and found.strip() else {}

    def _cut(self, text: str, place: str) -> str:
        """A text on one line, as long as a questionnaire's may be."""
        line = " ".join(text.split())
        if len(line) > _LONGEST:
            self._r.notes.append(_("{place} は長いので、はじめの{n}文字を使いました。", place=place, n=_LONGEST))
            return line[: _LONGEST - 1] + "…"
        return line

    def _id(self, wanted: str, part: _File) -> str:
        """An id like a name that nothing else has."""
        plain = re.sub(r"[^a-z0-9]+", "-", wanted.lower()).strip("-")[:34] or "x"
        names: Iterable[str] = (plain, *(f"{plain}-{n}" for n in range(2, 1000)))
        found = next(one for one in names if one not in self.files)
        self.files[found] = part.place
        return found


def _number(value: object) -> float | None:
    """A number as a file writes it."""
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,6}(\.[0-9]{1,4})?", value.strip()):
        return None
    return float(value)
