"""A form in the sheets of XLSForm (survey, choices, settings), as far as it means something here.

Read are: a question with one answer of a list (`select_one`) as an item, its list as the levels or as its own choices, groups as dimensions, labels and hints in
Japanese and English, and conditions on one answer (`relevant`). A list that several questions share is the scale. What an answer counts stands in a column of the
choices, or is its name where the names are numbers that say so. Everything else is named with its cell, and nothing is made up: what an item needs and the form does
not say is left for people to write.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dxcheck.formats.questionnaires.answer_lists import ListedAnswer, as_choices, counts_of, number_in
from dxcheck.formats.questionnaires.cells import WrongCell, check_counted, is_filled, narrow
from dxcheck.formats.questionnaires.our_sheets import cut_off, fill_in
from dxcheck.formats.questionnaires.relevant import conditions_in
from dxcheck.formats.questionnaires.taken import Spot, Taken
from dxcheck.i18n import _, _n
from dxcheck.questionnaire.scale import plain_value
from dxcheck.system.unadorned import unadorned

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dxcheck.formats.foreign_cells import ForeignCell, ForeignTable
    from dxcheck.formats.questionnaires.columns import ContentPath

_SURVEY, _CHOICES, _SETTINGS = "survey", "choices", "settings"
_LANGUAGES: Final = {"ja": "ja", "japanese": "ja", "日本語": "ja", "en": "en", "english": "en", "英語": "en"}
_TEXTS: Final = {"label": "prompt", "hint": "reason", "guidance_hint": "evidence"}
"""Columns of texts, and what they are of an item."""
_READ: Final = frozenset({"type", "name", "relevant"})
_COUNTS: Final = ("value", "score", "points", "点数")
"""Columns of the choices that say what an answer counts."""
_READ_CHOICES: Final = frozenset({"list_name", "list", "name", *_COUNTS})
_MOST_ID: Final = 40


class _Column(NamedTuple):
    name: str
    language: str
    """ja or en; empty for a column without texts."""
    head: str
    row: int


class _Grid(NamedTuple):
    """A sheet by the names of its columns."""

    table: ForeignTable
    columns: dict[int, _Column]
    rows: list[tuple[int, Mapping[int, ForeignCell]]]

    def place(self, row: int, name: str) -> str:
        """Where a row's cell of a column is."""
        return self.table.place(row, next((at for at, one in self.columns.items() if one.name == name), 0))

    def word(self, cells: Mapping[int, ForeignCell], *names: str) -> str:
        """A cell that is no text for people."""
        return next((narrow(cells[at].text) for at, one in self.columns.items() if one.name in names and at in cells), "")

    def text(self, cells: Mapping[int, ForeignCell], name: str) -> dict[str, str]:
        """A text in its languages."""
        found = {
            one.language: cells[at].text
            for at, one in self.columns.items()
            if one.name == name and one.language and is_filled(cells.get(at))
        }
        return {language: found[language] for language in ("ja", "en") if language in found}


def is_xlsform(tables: Sequence[ForeignTable]) -> bool:
    """Whether a workbook has the sheet that every such form has."""
    return any(unadorned(one.title) == _SURVEY for one in tables)


def taken_from_xlsform(tables: Sequence[ForeignTable]) -> Taken:
    """What a form says; `notes` name what has no meaning here."""
    return _Form(tables).taken()


class _Form:
    """Reads one form."""

    def __init__(self, tables: Sequence[ForeignTable]) -> None:
        self._found = Taken({"kind": "full", "scale": [], "frameworks": [], "fields": [], "dimensions": [], "items": []})
        by_title = {unadorned(one.title): one for one in tables}
        self._default = self._default_language(by_title.get(_SETTINGS))
        self._grids = {name: self._grid(by_title[name], self._default) for name in (_SURVEY, _CHOICES, _SETTINGS) if name in by_title}
        for one in tables:
            if unadorned(one.title) not in self._grids and one.cells:
                self._found.notes.append(_("シート「{sheet}」は読みませんでした。", sheet=one.title))
            elif one.is_hidden:
                self._found.notes.append(_("シート「{sheet}」は表示されていませんが、読みました。", sheet=one.title))
        self._lists: dict[str, list[ListedAnswer]] = {}
        """By the name of a list, its answers."""
        self._ids: dict[str, str] = {}
        """By the name of a question, the id of its item."""
        self._asked: dict[str, list[str]] = {}
        """By the name of a question, the names of its answers in their order."""
        self._listed: dict[str, str] = {}
        """By the name of a question, the name of its list."""

    def taken(self) -> Taken:
        """Everything."""
        self._check_heads()
        self._note_columns()
        self._read_settings()
        self._read_choices()
        self._read_survey()
        self._read_scale()
        return self._found

    def _default_language(self, table: ForeignTable | None) -> str:
        """Of columns that name none."""
        if table is not None:
            grid = self._grid(table, "ja")
            said = next((grid.word(cells, "default_language") for _row, cells in grid.rows), "")
            return _language_of(said) or "ja"
        return "ja"

    def _grid(self, table: ForeignTable, default: str) -> _Grid:
        fill_in(table)
        cut_off(table, self._found)
        rows: list[tuple[int, Mapping[int, ForeignCell]]] = [
            (row, cells) for row, cells in table.rows().items() if any(map(is_filled, cells.values()))
        ]
        if not rows:
            return _Grid(table, {}, [])
        (head_row, heads), *rest = rows
        columns = {}
        for at, cell in heads.items():
            name, _colons, language = narrow(cell.text).partition("::")
            base = name.strip().lower().replace(" ", "_")
            is_text = base in _TEXTS
            columns[at] = _Column(base, (_language_of(language) if language else default) if is_text else "", cell.text, head_row)
        return _Grid(table, columns, rest)

    # -- what has no meaning here ---------------------------------------------------------------------------------------

    def _note_columns(self) -> None:
        """Name every column with content that is not read."""
        known = {_SURVEY: _READ, _CHOICES: _READ_CHOICES, _SETTINGS: frozenset({"form_title", "form_id", "version", "default_language"})}
        for name, grid in self._grids.items():
            for at, column in grid.columns.items():
                n = sum(is_filled(cells.get(at)) for _row, cells in grid.rows)
                is_text = column.name in _TEXTS and bool(column.language) and (name != _CHOICES or column.name == "label")
                if n and column.name not in known[name] and not is_text:
                    self._found.notes.append(
                        _n(
                            "{place}の列「{head}」（{n}行）は、診断票に当てはまるものがないので読みませんでした。",
                            "{place}の列「{head}」（{n}行）は、診断票に当てはまるものがないので読みませんでした。",
                            n,
                            place=grid.table.place(column.row, at),
                            head=column.head,
                        )
                    )
            for row, cells in grid.rows:
                self._check_cells(grid, row, cells)
                beside = [grid.table.place(row, at) for at in cells if at not in grid.columns and is_filled(cells[at])]
                if beside:
                    self._found.notes.append(_("見出しのない所は読みませんでした（{places}）。", places=_("、").join(beside)))

    def _check_cells(self, grid: _Grid, row: int, cells: Mapping[int, ForeignCell]) -> None:
        for at, cell in cells.items():
            try:
                check_counted(cell)
            except WrongCell as wrong:
                self._found.fault(grid.table.place(row, at), str(wrong))

    def _check_heads(self) -> None:
        for name, needed in ((_SURVEY, ("type", "name")), (_CHOICES, ("list_name|list", "name"))):
            grid = self._grids.get(name)
            if grid is None:
                continue
            there = [(one.name, one.language) for one in grid.columns.values()]
            for at, one in grid.columns.items():
                if (
                    one.name
                    and there.index((one.name, one.language)) != list(grid.columns).index(at)
                    and (one.language or one.name not in _TEXTS)
                ):
                    place = grid.table.place(one.row, at)
                    self._found.fault(place, _("見出し「{head}」が2つあります。片方を消してください", head=one.head))
            missing = [one for one in needed if not any(part == column for part in one.split("|") for column, _language in there)]
            if missing:
                message = _("見出しがありません: {heads}。列を足してください", heads=_("、").join(one.split("|")[0] for one in missing))
                self._found.fault(grid.table.place(0, 0), message)

    # -- the sheets -----------------------------------------------------------------------------------------------------

    def _read_settings(self) -> None:
        grid = self._grids.get(_SETTINGS)
        for row, cells in grid.rows[:1] if grid is not None else ():
            assert grid is not None
            for name, key in (("form_title", "title"), ("form_id", "id"), ("version", "version")):
                said = grid.word(cells, name)
                if said:
                    self._found.spots[(key,)] = Spot(grid.place(row, name))
                    self._found.content[key] = {self._default: said} if key == "title" else _id_from(said) if key == "id" else said

    def _read_choices(self) -> None:
        grid = self._grids.get(_CHOICES)
        for row, cells in grid.rows if grid is not None else ():
            assert grid is not None
            name, answer = grid.word(cells, "list_name", "list"), grid.word(cells, "name")
            if not name or not answer:
                message = _("list_name と name の両方が要ります。空いている方を書くか、行を消してください")
                self._found.fault(grid.place(row, "name" if name else "list_name"), message)
                continue
            listed = self._lists.setdefault(name, [])
            if any(answer == one.name for one in listed):
                self._found.fault(grid.place(row, "name"), _("一覧「{list}」に「{name}」が2つあります", list=name, name=answer))
            counts = grid.word(cells, *_COUNTS)
            if counts and number_in(counts) is None:
                said = _("「{text}」は数ではありません。半角の数字で書いてください", text=counts)
                self._found.fault(grid.place(row, next(one for one in _COUNTS if grid.word(cells, one))), said)
            listed.append(ListedAnswer(answer, grid.text(cells, "label"), grid.place(row, "label"), number_in(counts), self._default))

    def _read_survey(self) -> None:
        grid = self._grids[_SURVEY]
        groups: list[str] = []
        conditions: list[tuple[dict[str, Any], int, Mapping[int, ForeignCell], ContentPath]] = []
        for row, cells in grid.rows:
            kind, listed, more = _kind_of(grid.word(cells, "type"))
            if more:
                self._note_row(grid, row, cells, more)
            if kind == "begin_group":
                self._open_group(grid, row, cells, groups)
            elif kind == "end_group" and groups:
                groups.pop()
            elif kind in ("select_one", "select1") and listed:
                item, path = self._item(grid, row, cells, listed, groups)
                conditions.append((item, row, cells, path))
            else:
                self._note_row(grid, row, cells, kind)
        for item, row, cells, path in conditions:
            self._relevant(grid, item, row, cells, path)

    def _open_group(self, grid: _Grid, row: int, cells: Mapping[int, ForeignCell], groups: list[str]) -> None:
        if groups:
            groups.append(groups[-1])
            self._found.notes.append(_("{place}の中のグループは、外側の分野に入れました。", place=grid.place(row, "type")))
        else:
            groups.append(self._dimension(grid, row, cells))
        if grid.word(cells, "relevant"):
            place = grid.place(row, "relevant")
            self._found.notes.append(_("{place}のグループの条件は、設問ごとに書き直してください。読みませんでした。", place=place))

    def _dimension(self, grid: _Grid, row: int, cells: Mapping[int, ForeignCell]) -> str:
        dimensions = self._found.content["dimensions"]
        path: ContentPath = ("dimensions", len(dimensions))
        name = _id_from(grid.word(cells, "name")) or f"group-{len(dimensions) + 1}"
        title = grid.text(cells, "label")
        dimensions.append({"id": name, **({"title": title} if title else {})})
        self._found.spots[path] = Spot(grid.place(row, "type"))
        self._found.spots[(*path, "id")] = Spot(grid.place(row, "name"))
        self._found.spots[(*path, "title")] = Spot(grid.place(row, "label"))
        return name

    def _item(
        self, grid: _Grid, row: int, cells: Mapping[int, ForeignCell], listed: str, groups: Sequence[str]
    ) -> tuple[dict[str, Any], ContentPath]:
        items = self._found.content["items"]
        path: ContentPath = ("items", len(items))
        name = grid.word(cells, "name")
        item: dict[str, Any] = {"id": _id_from(name)}
        if groups:
            item["dimension"] = groups[-1]
        item |= {key: text for column, key in _TEXTS.items() if (text := grid.text(cells, column))}
        self._found.spots[path] = Spot(grid.place(row, "type"))
        for key, column in (("id", "name"), *((key, column) for column, key in _TEXTS.items())):
            self._found.spots[(*path, key)] = Spot(grid.place(row, column))
        if not name:
            self._found.fault(grid.place(row, "name"), _("空です。必ず書いてください"))
        elif item["id"] != name:
            self._found.notes.append(
                _("{place}の「{name}」を、IDの「{id}」に直しました。", place=grid.place(row, "name"), name=name, id=item["id"])
            )
        if listed not in self._lists:
            message = _("一覧「{list}」がシート「choices」にありません。一覧を足すか、名前を直してください", list=listed)
            self._found.fault(grid.place(row, "type"), message)
        self._ids[name], self._asked[name] = item["id"], [one.name for one in self._lists.get(listed, ())]
        self._listed[name] = item["_list"] = listed
        items.append(item)
        return item, path

    def _relevant(self, grid: _Grid, item: dict[str, Any], row: int, cells: Mapping[int, ForeignCell], path: ContentPath) -> None:
        text = grid.word(cells, "relevant")
        if not text:
            return
        made = conditions_in(text, self._ids, self._asked)
        place = grid.place(row, "relevant")
        if made is None:
            self._found.notes.append(_("{place}の条件「{text}」は、診断票の条件にできないので読みませんでした。", place=place, text=text))
        else:
            item["conditions"] = made
            self._found.spots[(*path, "conditions")] = Spot(place)

    def _note_row(self, grid: _Grid, row: int, cells: Mapping[int, ForeignCell], kind: str) -> None:
        self._found.notes.append(
            _(
                "{place}の「{kind}」（{name}）は、診断票に当てはまるものがないので読みませんでした。",
                place=grid.place(row, "type"),
                kind=kind or "-",
                name=grid.word(cells, "name") or "-",
            )
        )

    def _read_scale(self) -> None:
        """A list that several questions share is the scale; one of a question's own is what its levels mean, or its choices where it has more or fewer answers."""
        items = self._found.content["items"]
        used = Counter(item["_list"] for item in items)
        shared = next((name for name, times in used.most_common(1) if times > 1 and name in self._lists), None)
        whole = self._lists.get(shared or "", [])
        values = self._scale_of(whole)
        steps = len(whole) or max(
            (n for n, _times in Counter(len(self._lists.get(one, ())) for one in used.elements()).most_common(1)), default=0
        )
        levels = {shared or "": values}
        for n, item in enumerate(items):
            listed = item.pop("_list")
            answers = self._lists.get(listed, [])
            if listed == shared:
                continue
            differs = any(one.counts is not None for one in answers) and counts_of(answers, values) != values
            key = "choices" if len(answers) != steps or differs else "levels"
            levels[listed] = values if key == "levels" else counts_of(answers, values)
            item[key] = [one.text for one in answers] if key == "levels" else as_choices(answers, levels[listed])
            self._found.spots |= {("items", n, key, k): Spot(one.place) for k, one in enumerate(answers)}
        self._count_conditions(levels)
        for name in self._lists:
            if name not in used:
                self._found.notes.append(_("一覧「{list}」は、どの設問にも使われていないので読みませんでした。", list=name))

    def _scale_of(self, answers: Sequence[ListedAnswer]) -> list[float]:
        """Make the scale of a list; what each of its steps counts. Whole numbers one apart need no values."""
        values = counts_of(answers, None)
        start = int(values[0]) if values and all(one == values[0] + n for n, one in enumerate(values)) and values[0].is_integer() else None
        if start:
            self._found.content["scale_start"] = start
        self._found.content["scale"] = as_choices(answers, [] if start is not None else values)
        self._found.spots |= {("scale", n): Spot(one.place) for n, one in enumerate(answers)}
        return values

    def _count_conditions(self, levels: Mapping[str, Sequence[float]]) -> None:
        """Bounds of conditions are places in a list until it is known what its answers count."""
        asked = {self._ids[name]: self._listed[name] for name in self._ids}
        for item in self._found.content["items"]:
            for condition in item.get("conditions", ()):
                values = levels.get(asked[condition["item"]], ())
                for key in ("at_least", "at_most"):
                    if key in condition and condition[key] < len(values):
                        condition[key] = plain_value(values[condition[key]])


def _kind_of(said: str) -> tuple[str, str, str]:
    """The kind of a question, the list of its answers, and what else is said (`or_other`); `begin group` may be written with a space."""
    words = re.sub(r"^(begin|end)\s+(group|repeat)", r"\1_\2", said, flags=re.IGNORECASE).split()
    kind, listed, *more = [*words, "", ""]
    return kind.lower(), listed, " ".join(more).strip()


def _language_of(said: str) -> str:
    """ja, en, or nothing: `Japanese (ja)`, `日本語 (ja)`, `English`."""
    plain = narrow(said).lower()
    code = re.search(r"\(([a-z]{2})(?:[-_][a-z0-9]+)?\)$", plain)
    return _LANGUAGES.get(code[1] if code else plain, "")


def _id_from(name: str) -> str:
    """A name as an id is written here: small letters, digits, hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:_MOST_ID]
