"""From a TOML file to a questionnaire, or to the list of everything that is wrong with it.

A sound file takes the short way: parse, convert, check its meaning. Only a file at fault is examined a second time, slowly and completely.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

from dxcheck.i18n import _
from dxcheck.questionnaire.model import Questionnaire, QuickCheck
from dxcheck.system.fault import Fault
from dxcheck.system.refusal import DxcheckError
from dxcheck.system.toml import FaultyFileError, read_toml, read_toml_head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def shipped_folder() -> Path:
    """The folder with the questionnaires and the roster that come with dxcheck: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "questionnaires"
    return installed if installed.is_dir() else package.parent / "questionnaires"


def full_from(data: dict[str, Any], path: Path) -> Questionnaire:
    """Check and convert the parsed content of a full questionnaire.

    Raises:
        FaultyFileError: with every fault found.
    """
    from dxcheck.questionnaire import faults as find  # an app that starts from kept texts needs no check

    try:
        questionnaire = msgspec.convert(data, Questionnaire)
    except msgspec.ValidationError as first:
        raise FaultyFileError(path, find.shape_faults(data, Questionnaire) or [Fault("", str(first))]) from first
    if found := find.faults_of_counts(data) or find.meaning_faults(questionnaire):
        raise FaultyFileError(path, found)
    return questionnaire


def quick_from(data: dict[str, Any], path: Path) -> QuickCheck:
    """Check and convert the parsed content of a quick check.

    Raises:
        FaultyFileError: with every fault found.
    """
    from dxcheck.questionnaire import faults as find

    try:
        quick = msgspec.convert(data, QuickCheck)
    except msgspec.ValidationError as first:
        raise FaultyFileError(path, find.shape_faults(data, QuickCheck) or [Fault("", str(first))]) from first
    if found := find.faults_of_counts(data) or find.quick_meaning_faults(quick):
        raise FaultyFileError(path, found)
    return quick


def load_any(path: Path) -> Questionnaire | QuickCheck:
    """Load a file of either kind, told by its key `kind`.

    Raises:
        FaultyFileError: with every fault found.
    """
    data = read_toml(path)
    if data.get("kind") == "quick":
        return quick_from(data, path)
    if data.get("kind") != "full":
        message = _('kind = "full"（診断票）または kind = "quick"（かんたん診断）が必要です。')
        raise FaultyFileError(path, [Fault("kind", message)])
    return full_from(data, path)


def load_full(path: Path) -> Questionnaire:
    """Load a full questionnaire.

    Raises:
        FaultyFileError: with every fault found.
    """
    return full_from(read_toml(path), path)


def load_quick(path: Path) -> QuickCheck:
    """Load a quick check.

    Raises:
        FaultyFileError: with every fault found.
    """
    return quick_from(read_toml(path), path)


class UnknownQuestionnaireError(DxcheckError, LookupError):
    """No sound questionnaire has this id."""


class _Head(NamedTuple):
    """What the first lines of a file say of it."""

    path: Path
    id: str
    version: str
    valid_from: dt.date


class Library:
    """All versions of all questionnaires in some folders; files are read once, when first asked for: of several versions only the one that is asked for.

    A faulty file never hides the sound ones: it is kept in `faulty` for `doctor` and `questionnaire list` to name.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        self.faulty: list[FaultyFileError] = []
        self._full: dict[tuple[str, str], Questionnaire] = {}
        self._quick: dict[str, QuickCheck] = {}
        self._read = False
        self._heads: list[_Head] | None = None

    def _load(self) -> None:
        if self._read:
            return
        self._read = True
        self._heads = None
        for path in self._files():
            try:
                loaded = _load_once(path, path.stat().st_mtime_ns)
            except (FaultyFileError, OSError) as problem:
                self.faulty.append(problem if isinstance(problem, FaultyFileError) else FaultyFileError(path, [Fault("", str(problem))]))
                continue
            if loaded is None:
                continue
            if isinstance(loaded, QuickCheck):
                known = self._quick.get(loaded.id)
                self._quick[loaded.id] = loaded if known is None else max(known, loaded, key=lambda one: one.valid_from)
            elif (loaded.id, loaded.version) in self._full and self._full[loaded.id, loaded.version].hash != loaded.hash:
                message = _("診断票 {id} の版 {version} が別の内容でもう1つあります。", id=loaded.id, version=loaded.version)
                self.faulty.append(FaultyFileError(path, [Fault("", message)]))
            else:
                self._full[loaded.id, loaded.version] = loaded

    @property
    def has_several(self) -> bool:
        """Whether there is more than one full questionnaire, whatever the versions; told without reading any where none was added."""
        return not self.is_as_shipped and len({one.id for one in self.all()}) > 1

    @property
    def is_as_shipped(self) -> bool:
        """Whether nothing was added to what comes with dxcheck: one questionnaire and its quick check, which need not be read to know that."""
        return not any(any(folder.glob("*.toml")) for folder in self._folders[1:])

    def instruments(self, day: dt.date) -> dict[str, Questionnaire]:
        """By id, each full questionnaire in the version in force on `day`."""
        return {name: self.in_force(name, day) for name in dict.fromkeys(one.id for one in self.all())}

    def in_force(self, questionnaire_id: str, day: dt.date) -> Questionnaire:
        """The version in force on `day`; before the first one begins, the first.

        Raises:
            UnknownQuestionnaireError: there is no sound one with this id; the message names those that there are.
        """
        found = self.current(questionnaire_id, day)
        if found is not None:
            return found
        there = {one.id: one.title for one in self.all()}
        known = _("、").join(_("{id}（{title}）", id=name, title=title) for name, title in there.items())
        lines = [_("診断票「{id}」は見つかりません。使える診断票: {names}", id=questionnaire_id, names=known or _("なし"))]
        if self.faulty:
            lines.append(
                _(
                    "誤りがあって使えないファイル: {paths}（dxcheck questionnaire check で確かめられます）",
                    paths=_("、").join(str(one.path) for one in self.faulty),
                )
            )
        raise UnknownQuestionnaireError("\n".join(lines))

    def _files(self) -> Iterator[Path]:
        for folder in self._folders:
            if folder.is_dir():
                yield from sorted(folder.glob("*.toml"))

    def all(self) -> list[Questionnaire]:
        """Every sound full questionnaire, by id and then by date."""
        self._load()
        return sorted(self._full.values(), key=lambda one: (one.id, one.valid_from, one.version))

    def quick_checks(self) -> list[QuickCheck]:
        """The newest version of every quick check."""
        self._load()
        return list(self._quick.values())

    def quick_for(self, questionnaire: Questionnaire) -> QuickCheck | None:
        """The quick check based on `questionnaire`, if every question of it is found there."""
        from dxcheck.questionnaire import faults as find

        for quick in self.quick_checks():
            if quick.basis == questionnaire.id and not find.quick_basis_faults(quick, questionnaire):
                return quick
        return None

    def version(self, questionnaire_id: str, version: str) -> Questionnaire | None:
        """One version of a questionnaire."""
        if (heads := self._heads_of(questionnaire_id)) is not None:
            return next((found for one in heads if one.version == version and (found := _sound(one.path))), None)
        self._load()
        return self._full.get((questionnaire_id, version))

    def version_begun(self, questionnaire_id: str, day: dt.date) -> str:
        """The version in force on `day` as far as the first lines of its file say: read whole, it may have a fault. Empty where they do not say it."""
        begun = [one for one in self._heads_of(questionnaire_id) or () if one.valid_from <= day]
        return begun[-1].version if begun else ""

    def current(self, questionnaire_id: str, day: dt.date) -> Questionnaire | None:
        """The version in force on `day`; before the first one begins, the first."""
        heads = self._heads_of(questionnaire_id)
        if heads is not None:
            return next((found for one in _preferred(heads, day) if (found := _sound(one.path))), None)
        return next(iter(_preferred([one for one in self.all() if one.id == questionnaire_id], day)), None)

    def _heads_of(self, questionnaire_id: str) -> list[_Head] | None:
        """The versions of a questionnaire, by date; None where all files are read already, or have to be."""
        if self._read:
            return None
        if self._heads is None:
            try:
                self._heads = list(_heads(self._files()))
            except (FaultyFileError, LookupError, OSError):
                self._load()
                return None
        return sorted((one for one in self._heads if one.id == questionnaire_id), key=lambda one: (one.valid_from, one.version))


_Dated = TypeVar("_Dated", _Head, Questionnaire)


def _preferred(versions: list[_Dated], day: dt.date) -> list[_Dated]:
    """Versions by date, the one in force on `day` first, then those before it, then those that begin later."""
    begun = [one for one in versions if one.valid_from <= day]
    return begun[::-1] + versions[len(begun) :]


def _heads(files: Iterable[Path]) -> Iterator[_Head]:
    """Of full questionnaires.

    Raises:
        FaultyFileError: a file cannot be read.
        OSError: it is not there any more.
        LookupError: the first lines of a file do not say what it is, or two are the same version.
    """
    seen: set[tuple[str, str]] = set()
    for path in files:
        said = _head_once(path, path.stat().st_mtime_ns)
        if said is not None and said.get("kind") != "full":
            continue
        match said:
            case {"id": str(name), "version": str(version), "valid_from": dt.date() as day} if (name, version) not in seen and type(
                day
            ) is dt.date:
                seen.add((name, version))
                yield _Head(path, name, version, day)
            case _:
                raise LookupError(path)


def _sound(path: Path) -> Questionnaire | None:
    try:
        found = _load_once(path, path.stat().st_mtime_ns)
    except (FaultyFileError, OSError):
        return None  # told by whoever asks for all
    return found if isinstance(found, Questionnaire) else None


@cache
def _head_once(path: Path, _modified: int) -> dict[str, Any] | None:
    return read_toml_head(path)


@cache
def _load_once(path: Path, _modified: int) -> Questionnaire | QuickCheck | None:
    """Read a file of a folder; None for a TOML file of another kind, such as a roster."""
    data = read_toml(path)
    if data.get("kind") == "quick":
        return quick_from(data, path)
    return full_from(data, path) if data.get("kind") == "full" else None
