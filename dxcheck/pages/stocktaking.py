"""業務の棚卸し, to be read: the work that takes and hurts most first. It is written on the screen, by the command or in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.casework.stocktaking import hours_in_words, order_in_words, total_in_words, work_in_words
from dxcheck.i18n import _

if TYPE_CHECKING:
    from dxcheck.pages.maker import PageMaker
    from dxcheck.pages.pipe import PageAnswered


def show_stocktaking(maker: PageMaker) -> PageAnswered:
    """The whole sheet."""
    works = maker.desk.stocktaking.works()
    rows = [(one.name, hours_in_words(one.hours_a_year), work_in_words(one), one.idea) for one in works]
    about = [total_in_words(works), order_in_words()] if works else [_("業務はまだ書かれていません。")]
    about.append(_("書き加えるのは、文字だけでない画面の「業務の棚卸し」でできます。"))
    return maker.page("stocktaking.html", _("業務の棚卸し"), rows=rows, about=about)
