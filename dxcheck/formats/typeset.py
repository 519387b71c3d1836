"""A paper as a PDF: typst sets it inside this process, with Japanese line breaking, one embedded font and selectable text."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import msgspec

from dxcheck.formats.fitting import fitted
from dxcheck.formats.font import FONT, font_file
from dxcheck.i18n import _, language
from dxcheck.system.progress import counted, under_way

if TYPE_CHECKING:
    from dxcheck.formats.blocks import Paper


def to_pdf(paper: Paper) -> bytes:
    """The paper as PDF; the same paper gives the same bytes.

    The blocks go in as JSON, so whatever people wrote stays text: typst never reads it as its own language.
    """
    import typst  # a large library, and only here

    fit = fitted(paper)
    blocks = [msgspec.Raw(msgspec.json.encode(one, enc_hook=lambda drawn: drawn())) for one in counted(fit.blocks, _("図を描いています"))]
    template = resources.files("dxcheck.formats").joinpath("paper.typ").read_bytes()
    with under_way(_("紙面を組んでいます")):
        return typst.compile(
            template,
            format="pdf",
            font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_file().parent)]),
            sys_inputs={
                "paper": msgspec.json.encode({**msgspec.structs.asdict(fit), "blocks": blocks}).decode(),
                "font": FONT,
                "language": language(),
            },
            timestamp=paper.made,
        )
