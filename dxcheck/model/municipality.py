"""A municipality (市町) as a roster has it, with what it was before."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from dxcheck.i18n import N_, _, _c, language

Code = Annotated[str, Meta(pattern=r"^[0-9]{6}$")]
Kind = Literal["市", "町", "村", "特別区"]
Size = Literal["small", "middle", "large"]
SIZES: Final[dict[Size, str]] = {"small": N_("人口1万人未満"), "middle": N_("人口1万から5万人"), "large": N_("人口5万人以上")}
"""Size bands, each of several municipalities."""

_PLACES: Final = (
    N_("東予"),
    N_("中予"),
    N_("南予"),
    N_("越智郡"),
    N_("上浮穴郡"),
    N_("伊予郡"),
    N_("喜多郡"),
    N_("西宇和郡"),
    N_("北宇和郡"),
    N_("南宇和郡"),
)
"""Regions and districts of the roster that comes along. Those of another one are shown as it has them."""


def place_named(place: str) -> str:
    """A region or a district, in the language in use; empty for none."""
    return _(place) if place else ""


class FormerCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A municipality there was before, under a code of its own."""

    code: Code
    name: str
    type: Kind
    changed_on: dt.date
    """The first day of what came after it: of the new code, or of the merger."""
    absorbed: bool = False
    """編入: what took it in had its code before, too."""
    since: dt.date | None = None
    """Its own first day, if it came of another former one of the same list; None if it had always been there."""
    kana: str = ""
    romaji: str = ""
    region: str = ""
    """Empty: as what came after it."""
    district: str = ""
    population: Annotated[int, Meta(ge=0)] | None = None
    """None: as what came after it."""


class Municipality(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One municipality (市町)."""

    code: Code
    name: str
    kana: str
    romaji: str
    type: Kind
    region: str
    population: Annotated[int, Meta(ge=0)]
    """Inhabitants on the roster's `population_as_of`."""
    district: str = ""
    """郡; empty for cities."""
    former_codes: tuple[FormerCode, ...] = ()
    """What it was before: the codes that it, or those merged in it, had."""

    def __str__(self) -> str:
        return self.romaji if language() == "en" else self.name

    @property
    def region_named(self) -> str:
        """Its region, in the language in use."""
        return place_named(self.region)

    @property
    def district_named(self) -> str:
        """Its district, in the language in use; empty for cities."""
        return place_named(self.district)

    @property
    def where(self) -> str:
        """Both."""
        return _("　").join(filter(None, (self.region_named, self.district_named)))

    @property
    def kind_named(self) -> str:
        """Whether it is a city, a town or a village."""
        return {"市": _c("one", "市"), "町": _c("one", "町"), "村": _c("one", "村"), "特別区": _c("one", "特別区")}[self.type]

    @property
    def size(self) -> Size:
        """Its size band."""
        return "small" if self.population < 10_000 else "middle" if self.population < 50_000 else "large"  # noqa: PLR2004 - the bands' limits
