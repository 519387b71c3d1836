"""Files that staff can make: the handover pack, and pictures; made in turn with those of all other sessions, and saved by the browser."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from dxcheck.formats.file_formats import FORMATS
from dxcheck.i18n import _
from dxcheck.pages.pipe import PageAnswered, PageFile
from dxcheck.system.apart import made_apart

if TYPE_CHECKING:
    from dxcheck.formats.output import Offer
    from dxcheck.pages.maker import PageMaker


class OfferedFile(NamedTuple):
    """A file with its formats."""

    path: str
    title: str
    formats: tuple[tuple[str, str], ...]


def _offers(maker: PageMaker) -> dict[str, Offer]:
    """What can be made, by its name in an address."""
    from dxcheck.reports.answer_sheet import sheet_offers
    from dxcheck.reports.handover import handover  # what makes papers and pictures is slow to import
    from dxcheck.reports.municipality_pictures import OfMunicipality
    from dxcheck.reports.paper_file import offer
    from dxcheck.reports.pictures import picture_offers
    from dxcheck.reports.visit_record import record_offer

    of = OfMunicipality(maker.desk)
    sheets = {f"sheet-{n}": one for n, one in enumerate(sheet_offers(maker.desk))}
    pictures = [one for screen in ("result", "progress", "comparison") for one in picture_offers(screen, of)]
    pack = offer(_("引継ぎパック"), partial(handover, maker.desk))
    records = {f"visit-{one.id}": record_offer(maker.desk, one) for one in maker.desk.records()}
    return {"handover": pack, **records, **{f"picture-{n}": one for n, one in enumerate(pictures)}, **sheets}


def show_files(maker: PageMaker) -> PageAnswered:
    """What there is, and in which formats; sheets to answer in have a page of their own."""
    files = [
        OfferedFile(f"file/{name}", one.title, tuple((ending, FORMATS[ending].name) for ending in one.formats))
        for name, one in _offers(maker).items()
        if not name.startswith("sheet-")
    ]
    return maker.page("files.html", _("資料と図"), files=files)


def show_making(maker: PageMaker, name: str, ending: str) -> PageAnswered:
    """Say that one of them is being made; the browser goes on to it by itself, and stays here once it comes."""
    offer = _offers(maker).get(name)
    if offer is None or ending not in offer.formats:
        return maker.simple(_("ページが見つかりません。"), status=404)
    path = f"made/{name}/{ending}"
    up = ("sheet", _("Excelの記入表")) if name.startswith("sheet-") else ("files", _("資料と図"))
    page = maker.page("making.html", _("作成しています…"), what=offer.title, kind=FORMATS[ending].name, path=path, up_to=up)
    return msgspec.structs.replace(page, location=path)


def make_file_of(maker: PageMaker, name: str, ending: str) -> PageAnswered:
    """The file itself."""
    offer = _offers(maker).get(name)
    if offer is None or ending not in offer.formats:
        return maker.simple(_("ページが見つかりません。"), status=404)

    def make() -> tuple[str, bytes]:
        made = offer.make()
        return made.name, made.to_bytes(ending)

    called, content = made_apart(make)
    return PageAnswered(file=PageFile(f"{called}.{ending}", FORMATS[ending].mime, content))
