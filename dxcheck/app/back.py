"""The way back from a thread to the app's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App


def way_back(app: App[Any]) -> Callable[..., None]:
    """What a thread calls to have something done on the app's own; where the app has ended meanwhile, nothing is done.

    Ask for it before the thread begins: a screen that has gone does not know its app any more.
    """

    def back(what: Callable[..., object], *given: object) -> None:
        try:
            app.call_from_thread(what, *given)
        except RuntimeError:
            if app.is_running:
                raise

    return back
