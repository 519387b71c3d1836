"""The staff's self-check as plain pages (文字だけの画面): HTML that needs no script, for screen readers, phones, strong magnification and networks that block WebSocket.

Made in a login's own process, which the server asks over a pipe (`pipe.py`); `make_pages` is its one entry. It reaches data only through a desk, and knows as little of the
server as of Textual.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

    from dxcheck.desk import StaffDesk
    from dxcheck.desk.section import SectionDesk


def make_pages(desk: StaffDesk | SectionDesk, source: BinaryIO, out: BinaryIO) -> None:
    """Answer requests until the server is gone.

    Args:
        desk: whose pages they are.
        source: where requests come from.
        out: where answers go.

    Raises:
        GarbledError: what comes is no request.
    """
    import msgspec

    from dxcheck.desk import StaffDesk
    from dxcheck.pages.maker import PageMaker
    from dxcheck.pages.pipe import framed, next_asked
    from dxcheck.pages.router import PAGES, SECTION_PAGES, answered_to
    from dxcheck.pages.section import SectionMaker

    maker, routes = (PageMaker(desk), PAGES) if isinstance(desk, StaffDesk) else (SectionMaker(desk), SECTION_PAGES)
    while (asked := next_asked(source)) is not None:
        out.write(framed(msgspec.structs.replace(answered_to(maker, asked, routes), number=asked.number)))
        out.flush()
