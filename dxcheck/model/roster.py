"""Municipalities and their codes (市町一覧).

A roster is a TOML file, so that another prefecture brings its own without touching code. Codes are never made up here: they are read, and their
check digit is verified (全国地方公共団体コード).
"""

from __future__ import annotations

import datetime as dt
import difflib
import unicodedata
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from dxcheck.i18n import _, language
from dxcheck.model.calendar import today
from dxcheck.model.municipality import SIZES, Code, Municipality, Size
from dxcheck.model.succession import Succession, succession_faults
from dxcheck.questionnaire import shipped_folder
from dxcheck.system.fault import Fault
from dxcheck.system.refusal import DxcheckError
from dxcheck.system.toml import FaultyFileError, read_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from dxcheck.model.municipality import FormerCode

__all__ = ["SIZES", "Code", "Municipality", "Size"]
"""Of one municipality; what is defined here goes without saying."""
_WEIGHTS: Final = (6, 5, 4, 3, 2)
_AROUND: Final = ("〔〕", "「」", "『』", "【】", "[]", "()", "<>", "“”", "‘’", '""', "''")


def check_digit(first_five: str) -> int:
    """The sixth digit that belongs to the first five of a local government code."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_five, strict=True))
    return (11 - total % 11) % 10


class Prefecture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The prefecture a roster belongs to."""

    code: Code
    name: str
    kana: str
    romaji: str

    def __str__(self) -> str:
        return self.romaji if language() == "en" else self.name


class UnknownMunicipalityError(DxcheckError, LookupError):
    """A name that fits no municipality, or several; `candidates` are the nearest or the fitting ones."""

    def __init__(self, asked: str, candidates: list[Municipality], *, several: bool) -> None:
        self.asked = asked
        self.candidates = candidates
        self.several = several
        names = _("、").join(one.name if one.code in one.name else f"{one.name}（{one.romaji}）" for one in candidates)
        if several:
            message = _(
                "「{asked}」に当てはまる市町が{n}つあります: {names}。もう少し長く入力してください。",
                asked=asked,
                n=len(candidates),
                names=names,
            )
        elif candidates:
            message = _("「{asked}」という市町は見つかりません。もしかして: {names}", asked=asked, names=names)
        else:
            message = _("「{asked}」という市町は見つかりません。市町名、ローマ字、6桁のコードのどれかで指定してください。", asked=asked)
        super().__init__(message)


class Roster(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The municipalities of one prefecture, in code order."""

    kind: Literal["roster"]
    id: str
    population_as_of: dt.date
    prefecture: Prefecture
    municipalities: Annotated[tuple[Municipality, ...], Meta(min_length=1)]

    def by_code(self, code: str) -> Municipality | None:
        """The municipality with this code, or the one of today that came of it."""
        found = next((one for one in self.municipalities if one.code == code), None)
        return found or next((one for one in self.municipalities for former in one.former_codes if former.code == code), None)

    @property
    def succession(self) -> Succession:
        """The municipalities of today and of then, by their codes; worth keeping where it is asked often."""
        return Succession(self.municipalities)

    def on(self, day: dt.date) -> tuple[Municipality, ...]:
        """The municipalities of a day, in code order."""
        return self.succession.on(day) if any(one.former_codes for one in self.municipalities) else self.municipalities

    def codes_of(self, municipality: Municipality) -> tuple[str, ...]:
        """Its code, and those that it and those merged in it had."""
        return (municipality.code, *(one.code for one in municipality.former_codes))

    def find(self, asked: str) -> Municipality:
        """The one municipality that `asked` names: its code, Japanese name, kana or romaji, whole or any unique beginning.

        Today's names come first, then those of what merged or changed its code; typed whole before beginnings. A code may lack its check digit or its leading
        zeros, as spreadsheets leave it; a code or a name may stand in brackets, as our CSV writes it; a Japanese name may have the prefecture and the district
        (郡) before it.

        Raises:
            UnknownMunicipalityError: none fits (with the nearest), or several do (with those).
        """
        wanted, among = self._without_address(_bare(asked))
        fitting = next((found for found in self._in_every_way(wanted, among) if found), []) if wanted else []
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise UnknownMunicipalityError(asked, fitting, several=True)
        owner = {name: one for one in self.municipalities for former in one.former_codes for name in _names(former)}
        owner |= {name: one for one in among for name in _names(one)}
        near = difflib.get_close_matches(wanted, owner, n=3, cutoff=0.5)
        raise UnknownMunicipalityError(asked, list(dict.fromkeys(owner[name] for name in near)), several=False)

    def _in_every_way(self, wanted: str, among: list[Municipality]) -> Iterator[list[Municipality]]:
        """Whom it can mean, the surest way first."""

        def those(fits: Callable[[Municipality | FormerCode], bool], towns: Iterable[Municipality]) -> Iterator[list[Municipality]]:
            yield [one for one in towns if fits(one)]
            yield [one for one in self.municipalities if any(map(fits, one.former_codes))]

        yield from those(lambda one: wanted == one.code, self.municipalities)
        yield from those(lambda one: wanted in _shortened(one.code), self.municipalities)
        yield from those(lambda one: wanted in _names(one), among)
        yield from those(lambda one: any(name.startswith(wanted) for name in _names(one)), among)

    def _without_address(self, wanted: str) -> tuple[str, list[Municipality]]:
        """What is left of a name without the prefecture and the district before it, and whom it can mean then."""
        bare = wanted.removeprefix(_folded(self.prefecture.name)).strip()
        there = {one.district for one in self.municipalities} | {old.district for one in self.municipalities for old in one.former_codes}
        for district in there - {""}:
            if bare.startswith(_folded(district)):
                within = [one for one in self.municipalities if one.district == district]
                return bare.removeprefix(_folded(district)).strip(), within
        return bare, list(self.municipalities)


def _names(one: Municipality | FormerCode) -> tuple[str, ...]:
    """Everything that a municipality of today or of then is called."""
    return tuple(_folded(name) for name in (one.code, one.name, one.kana, one.romaji) if name)


def _shortened(code: str) -> tuple[str, ...]:
    """How a code may come back from a spreadsheet."""
    return code[:5], code.lstrip("0"), code[:5].lstrip("0")


def _bare(asked: str) -> str:
    """What was typed, without what other programs and our CSV put around it; a bracket that is a part of a name stays."""
    name = _folded(asked).lstrip("=").strip()
    while len(name) > 1 and (name[0] + name[-1]) in _AROUND:
        name = name[1:-1].strip()
    number = name.strip("".join(_AROUND) + " =")
    return number if number.isascii() and number.isdecimal() else name.removeprefix("'")


def load_roster(path: Path | None = None) -> Roster:
    """Load a roster file; without a path the one of Ehime that comes with dxcheck.

    Raises:
        FaultyFileError: it cannot be read or something in it is wrong, a code's check digit for instance; every such code is named.
    """
    path = path or shipped_folder() / "ehime-roster.toml"
    try:
        return _load_once(path, path.stat().st_mtime_ns)
    except OSError:
        return _load(path)  # which says what is wrong


@cache
def _load_once(path: Path, _modified: int) -> Roster:
    return _load(path)


def _load(path: Path) -> Roster:
    data = read_toml(path)
    try:
        roster = msgspec.convert(data, Roster)
    except msgspec.ValidationError as problem:
        raise FaultyFileError(
            path, [Fault(_place(data, str(problem)), _("市町一覧の書き方に誤りがあります（{reason}）", reason=problem))]
        ) from problem
    faults = []
    codes = [roster.prefecture.code, *(one.code for one in roster.municipalities)]
    for code, times in Counter(codes).items():
        if times > 1:
            faults.append(Fault(code, _("同じコードが{n}回使われています", n=times)))
        if check_digit(code[:5]) != int(code[5]):
            faults.append(Fault(code, _("コードの検査数字（6桁目）が合いません。正しくは {digit} です", digit=check_digit(code[:5]))))
    for former in (former for one in roster.municipalities for former in one.former_codes):
        if check_digit(former.code[:5]) != int(former.code[5]):
            digit = check_digit(former.code[:5])
            faults.append(Fault(former.code, _("コードの検査数字（6桁目）が合いません。正しくは {digit} です", digit=digit)))
    faults += succession_faults(roster.municipalities, today())
    if faults:
        raise FaultyFileError(path, faults)
    ordered = sorted(_told_apart(roster.municipalities), key=lambda one: one.code)
    return msgspec.structs.replace(roster, municipalities=tuple(ordered))


def _told_apart(municipalities: tuple[Municipality, ...]) -> list[Municipality]:
    """Those with the same name (泊村 is twice in 北海道) with their code behind it, wherever they are shown."""
    names, romaji = Counter(one.name for one in municipalities), Counter(one.romaji for one in municipalities)
    return [
        msgspec.structs.replace(
            one,
            name=f"{one.name}（{one.code}）" if names[one.name] > 1 else one.name,
            romaji=f"{one.romaji} ({one.code})" if romaji[one.romaji] > 1 else one.romaji,
        )
        for one in municipalities
    ]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _place(data: dict[str, Any], message: str) -> str:
    """The name of the municipality that a msgspec message points at by position."""
    _before, found, after = message.partition("$.municipalities[")
    position = after.partition("]")[0]
    entries = data.get("municipalities")
    if found and position.isdecimal() and isinstance(entries, list) and int(position) < len(entries):
        entry = entries[int(position)]
        return str(entry.get("name", "")) if isinstance(entry, dict) else ""
    return ""
