"""A roster, disclosure rule or questionnaire of one's own, looked at before it is put beside the data: what a folder would have `dxcheck doctor` tell of afterwards."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.desk.disclosure import RULE_FILE, read_rule
from dxcheck.i18n import _, _n
from dxcheck.model.roster import load_roster
from dxcheck.questionnaire import Library, Questionnaire, shipped_folder
from dxcheck.questionnaire.load import load_any
from dxcheck.store.archive import is_a_place
from dxcheck.store.shelf import TEXTS
from dxcheck.store.shelves import shelf_of
from dxcheck.system.fault import Fault
from dxcheck.system.toml import FaultyFileError, read_toml

if TYPE_CHECKING:
    from dxcheck.model.roster import Roster
    from dxcheck.questionnaire import QuickCheck
    from dxcheck.store.folder import DataFolder

ROSTER_FILE: Final = "roster.toml"
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_LATER: Final = ".20261127-00.before"
"""What its name ends with once another is put in its place."""


class CheckedSettings(NamedTuple):
    """A file that may be put in."""

    name: str
    """Where it goes, below the data folder."""
    content: bytes
    what: str
    """In words."""
    is_roster: bool
    remarks: tuple[str, ...]
    """What whoever puts it in should know."""


def check_settings(path: Path, folder: DataFolder) -> CheckedSettings:
    """Look at a file; what it is says its key `kind`, and of a disclosure rule its name.

    Args:
        path: of the file.
        folder: where it shall go.

    Raises:
        FaultyFileError: with every fault found.
        StoreError: what is there cannot be read.
    """
    kind = read_toml(path).get("kind")
    if kind == "roster":
        return _roster(path, folder)
    if kind is None and path.name == RULE_FILE:
        read_rule(path.parent)
        return CheckedSettings(RULE_FILE, path.read_bytes(), _("県内平均の決まり"), is_roster=False, remarks=())
    return _questionnaire(path, folder)


def _roster(path: Path, folder: DataFolder) -> CheckedSettings:
    loaded, now = load_roster(path), _in_use(folder)
    if now is not None and not folder.is_empty and loaded.prefecture.code != now.prefecture.code:
        message = _("いまのデータは {now} のものです。別の都道府県の一覧は入れられません。", now=now.prefecture)
        raise FaultyFileError(path, [Fault("prefecture.code", message)])
    gone = [f"{code}.json" for code in folder.municipalities() if loaded.by_code(code) is None]
    remark = _(
        "この一覧にない市町のデータがあり、比較と県内平均に入らなくなります: {names}。コードが変わったのなら、いまの市町の former_codes に書いてください。",
        names=_("、").join(gone),
    )
    what = _n("市町一覧 {name} {n}市町", "市町一覧 {name} {n}市町", len(loaded.municipalities), name=loaded.prefecture)
    return CheckedSettings(ROSTER_FILE, path.read_bytes(), what, is_roster=True, remarks=(remark,) if gone else ())


def _in_use(folder: DataFolder) -> Roster | None:
    """The roster that is there; None where it has faults, which is why another is put in."""
    local = folder.settings_folder / ROSTER_FILE
    try:
        return load_roster(local if local.is_file() else None)
    except FaultyFileError:
        return None


def _questionnaire(path: Path, folder: DataFolder) -> CheckedSettings:
    loaded = load_any(path)
    if path.suffix != ".toml" or path.name.startswith("."):
        raise FaultyFileError(path, [Fault("", _("ファイル名の終わりを .toml にしてください。"))])
    if _CONTROL.search(path.name) or not is_a_place(f"{TEXTS}/{path.name}{_LATER}"):
        raise FaultyFileError(path, [Fault("", _("ファイル名が長すぎるか、控えで使えない文字が入っています。名前を変えてください。"))])
    _check_beside(path, folder)
    if isinstance(loaded, Questionnaire):
        _check_not_answered(path, loaded, folder)
    name, there = f"{TEXTS}/{path.name}", _sound(folder.questionnaire_folder / path.name)
    remark = ""
    if there is not None and (there.id, there.version) != (loaded.id, loaded.version):
        remark = _(
            "同じファイル名の {id} {version} は、一覧からなくなります。両方を使うには、別のファイル名で入れてください。",
            id=there.id,
            version=there.version,
        )
    what = _("診断票 {id} {version}", id=loaded.id, version=loaded.version)
    return CheckedSettings(name, path.read_bytes(), what, is_roster=False, remarks=(remark,) if remark else ())


def _sound(path: Path) -> Questionnaire | QuickCheck | None:
    try:
        return load_any(path) if path.is_file() else None
    except FaultyFileError:
        return None


def _check_beside(path: Path, folder: DataFolder) -> None:
    """Whether it says nothing that another says in another way."""
    before = {one.path.name for one in _faulty(folder.questionnaire_folder)}
    with tempfile.TemporaryDirectory(prefix="dxcheck-") as made:
        for one in folder.questionnaire_folder.glob("*.toml"):
            Path(made, one.name).write_bytes(one.read_bytes())
        Path(made, path.name).write_bytes(path.read_bytes())
        for problem in _faulty(Path(made)):
            if problem.path.name == path.name or problem.path.name not in before:
                raise FaultyFileError(path, problem.faults)


def _faulty(own: Path) -> list[FaultyFileError]:
    library = Library([shipped_folder(), own])
    library.all()
    return library.faulty


def _check_not_answered(path: Path, loaded: Questionnaire, folder: DataFolder) -> None:
    """Whether nobody answered another text under this version."""
    begins, ends = f"{loaded.id}-{loaded.version}-", f"{loaded.hash[:12]}.json"
    answered = [one.name for one in shelf_of(folder.path).texts(folder.path) if one.name.startswith(begins)]
    if any(not one.endswith(ends) for one in answered):
        message = _("この版は、別の文で回答されています。言い回しを変えたのなら、新しい version を付けてください。")
        raise FaultyFileError(path, [Fault("version", message)])
