"""What only a folder has: files in the wrong place, of somebody else, half-written, or that no copy can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.doctor.finding import NAMED_AT_MOST, Finding, Mark
from dxcheck.i18n import _, _n
from dxcheck.store import layout, moving
from dxcheck.store.backup import left_out
from dxcheck.system import ownership
from dxcheck.system.control_characters import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def misplaced(folder: Path) -> Iterator[Finding]:
    """Documents that are there twice, and files that no copy holds."""
    yield from _twice(folder)
    yield from in_no_copy(left_out(folder))


def aside_findings(folder: Path) -> Iterator[Finding]:
    """Files of others, and what is left half-written: no fault of the data."""
    yield from _owners(folder)
    left = [*folder.glob(".*.tmp"), *folder.glob("*/*/.*.tmp"), *folder.glob("*/*/*/.*.tmp")]
    if left:
        yield Finding(
            Mark.CARE,
            _n("書きかけの一時ファイルが{n}個残っています", "書きかけの一時ファイルが{n}個残っています", len(left)),
            _("次に保存するときに自動で片付きます"),
        )


def _twice(folder: Path) -> Iterator[Finding]:
    """Documents in the place of earlier versions that have a namesake in today's: an earlier dxcheck went on writing, or somebody put a copy there."""
    for path in moving.not_moved(folder):
        new = layout.place(folder, path.name)
        if new.exists():
            yield Finding(
                Mark.PROBLEM,
                _("{name} がフォルダーの直下にもあります。使われているのは {new} です", name=path.name, new=new.relative_to(folder)),
                _("前の版の dxcheck が動いていれば止めてください。2つを見くらべ、要らないほうをほかの場所へ移してください"),
            )


def in_no_copy(names: Sequence[str]) -> Iterator[Finding]:
    """Files of other programs that `dxcheck backup` leaves out."""
    if names:
        what = _n(
            "控えに入らない名前のファイルが{n}個あります: {names}",
            "控えに入らない名前のファイルが{n}個あります: {names}",
            len(names),
            names=_("、").join(map(visible, names[:NAMED_AT_MOST])),
        )
        yield Finding(Mark.CARE, what, _("dxcheckのファイルではありません。要るものなら、名前の : や \\ や文字化けを直してください"))


def _owners(folder: Path) -> Iterator[Finding]:
    """Files of somebody else than the folder's: an earlier dxcheck left them where it was run as root once. What a group shares is nobody's alone."""
    whose = ownership.owner_of(folder)
    if whose is None:
        return
    strange = {
        path.relative_to(folder).as_posix(): owner.name
        for path in sorted(folder.rglob("*"))
        if (owner := ownership.owner_of(path)) is not None and owner.uid != whose.uid and not owner.is_shared
    }
    if strange:
        named = _("、").join(f"{name}（{owner}）" for name, owner in list(strange.items())[:NAMED_AT_MOST])
        yield Finding(
            Mark.CARE,
            _n(
                "フォルダーの持ち主（{owner}）のものでないファイルが{n}個あります: {names}",
                "フォルダーの持ち主（{owner}）のものでないファイルが{n}個あります: {names}",
                len(strange),
                owner=whose.name,
                names=named,
            ),
            _("管理者に持ち主を直してもらってください（例: chown -R {owner} {folder}）", owner=whose.name, folder=folder),
        )
