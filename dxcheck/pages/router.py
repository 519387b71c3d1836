"""Which page answers a request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from dxcheck import i18n
from dxcheck.desk import NoDraftError, StoreError, UnsureError
from dxcheck.i18n import _
from dxcheck.pages import (
    agreed,
    asking,
    dimension,
    drafts,
    files,
    home,
    past,
    questionnaires,
    quick,
    result,
    review,
    section,
    shared,
    sheets,
    stocktaking,
    wishes,
)
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dxcheck.pages.maker import PageFrame
    from dxcheck.pages.pipe import PageAnswered, PageAsked


class PageRoute(NamedTuple):
    """A page, or what a form does."""

    method: Literal["GET", "POST"]
    path: str
    """Below the pages' root; what is in braces goes to the function, in this order."""
    made_by: Callable[..., PageAnswered]

    @property
    def pattern(self) -> re.Pattern[str]:
        """What a path must look like."""
        return re.compile(re.sub(r"\{[a-z]+\}", "([A-Za-z0-9._-]+)", self.path))


PAGES: Final = (
    PageRoute("GET", "", home.show_home),
    PageRoute("POST", "post", home.give_post),
    PageRoute("GET", "questionnaires", questionnaires.show_questionnaires),
    PageRoute("POST", "questionnaires", questionnaires.look_at),
    PageRoute("POST", "begin", dimension.begin),
    PageRoute("GET", "d/{dimension}", dimension.show_dimension),
    PageRoute("POST", "d/{dimension}", dimension.save_dimension),
    PageRoute("GET", "review", review.show_review),
    PageRoute("POST", "confirm", review.confirm),
    PageRoute("POST", "submit", review.submit),
    PageRoute("GET", "result", result.show_latest),
    PageRoute("GET", "result/{snapshot}", result.show_result),
    PageRoute("POST", "step/{snapshot}", result.take_step),
    PageRoute("GET", "picture/{snapshot}", result.draw_result),
    PageRoute("GET", "items/{snapshot}", result.show_items),
    PageRoute("GET", "quick", quick.show_quick),
    PageRoute("POST", "quick", quick.save_quick),
    PageRoute("GET", "history", past.show_history),
    PageRoute("POST", "compare", past.choose_two),
    PageRoute("GET", "compare/{before}/{after}", past.show_comparison),
    PageRoute("GET", "progress", past.show_progress),
    PageRoute("GET", "actions", agreed.show_actions),
    PageRoute("POST", "actions/{action}", agreed.change_action),
    PageRoute("GET", "waiting", shared.show_waiting),
    PageRoute("POST", "waiting", shared.settle_entry),
    PageRoute("GET", "visits", shared.show_visits),
    PageRoute("GET", "work", stocktaking.show_stocktaking),
    PageRoute("GET", "wish", wishes.show_wishes),
    PageRoute("POST", "wish", wishes.ask_wish),
    PageRoute("POST", "wish/{wish}", wishes.change_wish),
    PageRoute("GET", "asking", asking.show_asking),
    PageRoute("POST", "asking", asking.send_ask),
    PageRoute("POST", "asking/take", asking.take_answers),
    PageRoute("POST", "asking/back", asking.take_answers_back),
    PageRoute("POST", "asking/{ask}", asking.change_ask),
    PageRoute("GET", "draft", drafts.show_draft),
    PageRoute("POST", "draft", drafts.change_draft),
    PageRoute("GET", "sheet", sheets.show_sheet),
    PageRoute("POST", "sheet/read", sheets.read_sheet),
    PageRoute("POST", "sheet/take", sheets.take_sheet),
    PageRoute("POST", "sheet/back", sheets.take_sheet_back),
    PageRoute("GET", "files", files.show_files),
    PageRoute("GET", "file/{name}/{ending}", files.show_making),
    PageRoute("GET", "made/{name}/{ending}", files.make_file_of),
)
"""Every page and every form (tests/access.py says what each reads and writes)."""

SECTION_PAGES: Final = (
    PageRoute("GET", "", section.show_asks),
    PageRoute("GET", "ask/{ask}", section.show_ask),
    PageRoute("POST", "ask/{ask}", section.save_ask),
    PageRoute("POST", "turn/{ask}", section.turn_ask),
)
"""Those of a section that is asked something (照会)."""


def answered_to(maker: PageFrame, asked: PageAsked, routes: Sequence[PageRoute] = PAGES) -> PageAnswered:
    """Answer a request. What a form holds is on the disk when this returns, or comes back with what is in the way."""
    i18n.use(asked.language)
    maker.begin(asked)
    form = asked.form
    if form is not None and form.get("whose", [""])[0] != maker.whose:
        return maker.unsaved(_("このページは、別の市町のログインで開いたものです。保存していません。"), status=409)
    for route in routes:
        if route.method == ("GET" if form is None else "POST") and (found := route.pattern.fullmatch(asked.path)):
            try:
                return route.made_by(maker, *found.groups())
            except NoDraftError:
                return maker.simple(_("下書きがありません"), _("答えている途中の下書きはありません。"), status=409)
            except DxcheckError as problem:
                status = 503 if isinstance(problem, StoreError) else 409
                if form is None:
                    return maker.simple(_("うまくいきませんでした"), problem.in_full(), status=status)
                return maker.unsaved(problem.in_full(), status=status, is_unsure=isinstance(problem, UnsureError))
    return maker.simple(_("ページが見つかりません。"), status=404)
