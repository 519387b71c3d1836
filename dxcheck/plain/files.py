"""Files that staff can make: papers and pictures, written where they say."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dxcheck.formats.file_formats import ending_of
from dxcheck.formats.output import write_output
from dxcheck.i18n import _
from dxcheck.plain.spoken_progress import Spoken
from dxcheck.system.progress import followed_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.formats.output import Offer
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.plain.sitting import Sitting
    from dxcheck.reports.pictures import PictureScreen


def make_pictures(sitting: Sitting, screen: PictureScreen, snapshot: Snapshot | None = None, before: Snapshot | None = None) -> None:
    """The pictures that the screen of this name offers."""
    from dxcheck.reports.municipality_pictures import OfMunicipality  # what draws is slow to import
    from dxcheck.reports.pictures import picture_offers

    make_file(sitting, picture_offers(screen, OfMunicipality(sitting.desk, snapshot, before)))


def make_result_sheet(sitting: Sitting) -> None:
    """The paper of the newest result, for approval."""
    from dxcheck.reports.result_sheet import sheet_offer

    make_file(sitting, [sheet_offer(sitting.desk)])


def make_handover(sitting: Sitting) -> None:
    """The paper for whoever comes next to this post."""
    from dxcheck.reports.handover import handover
    from dxcheck.reports.paper_file import offer

    make_file(sitting, [offer(_("引継ぎパック"), partial(handover, sitting.desk))])


def make_file(sitting: Sitting, offers: Sequence[Offer]) -> None:
    """Choose a file, make it, ask where it goes, write it."""
    at = 0 if len(offers) == 1 else sitting.pick([one.title for one in offers], _("何をつくりますか"))
    if at is None:
        return
    sitting.say(_("つくっています"))
    with followed_by(Spoken(sitting.console)):
        made = sitting.attempt(offers[at].make)
    if made is None:
        return
    formats = offers[at].formats
    usual = Path.cwd() / f"{made.name}.{formats[0]}"
    endings = " ".join(f".{one}" for one in formats)
    typed = sitting.console.ask(
        _("保存先のファイル名（終わりは {endings}。空の行で {path}、「やめる」でやめる）:", endings=endings, path=usual)
    )
    if typed.strip() in (_("やめる"), "やめる"):
        return
    path = Path(typed.strip()).expanduser() if typed.strip() else usual
    if ending_of(path) not in formats:
        sitting.say(_("ファイル名の終わりは {endings} のどれかにしてください", endings=endings))
        return
    if path.exists() and not sitting.confirm(_("{path} はもうあります。置き換えますか", path=path)):
        return

    def write() -> bool:
        write_output(path, made.to_bytes(ending_of(path)))
        return True

    with followed_by(Spoken(sitting.console)):
        is_written = sitting.attempt(write)
    if is_written:
        sitting.say(_("{path} に書き出しました。", path=path))
