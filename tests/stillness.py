"""When an app under a pilot has done all it was going to do: asked of its event loop, not of the clock.

Textual's own pilot sleeps 20 milliseconds after every key until the process used hardly any of them, and sends every widget a message to see it come back. Half
of a test's time went there, and on a busy machine it still went on too early. Here a key is done when nothing is ready to run in the loop, no thread works for
it, and what changed is laid out. The screen is painted when another one is on top, and when the pilot has pressed all the keys it was given: a third of a test's
time went into painting what nobody looked at.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

import textual.app
import textual.pilot
import textual.screen
from textual._compositor import Compositor
from textual._context import active_app, visible_screen_stack
from textual.css.stylesheet import Stylesheet
from textual.geometry import Region
from textual.message_pump import MessagePump
from textual.timer import Timer

from dxcheck.app import saver
from dxcheck.store import folder_watch

TURNS: Final = 3
"""Turns of the loop in a row in which nothing else was ready."""
FASTER: Final = 10
"""How much more often than in the product screens, and the thread that watches a folder, look for what others wrote, and a disk that failed is tried again: tests wait for that."""
LOOKS_FROM: Final = 1.0
"""Seconds from which an interval is one of those looks; what blinks or turns is shorter."""
DRAWN_EVERY: Final = FASTER * LOOKS_FROM
"""Seconds between two times a screen draws itself; `until_still` lays out what a test looks at. Programs that tests start draw as always."""
PAINT: Final = Compositor.render_update
SET_INTERVAL: Final = MessagePump.set_interval
PARSE: Final = Stylesheet._parse_rules
THREADS_WITHIN: Final = 1.0
"""Seconds to wait for threads. A test that holds one up on purpose goes on without it, and is not made to wait for the same one again."""


async def until_still(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Wait until the running app is still, at most `max_sleep` seconds; both names are Textual's."""
    loop: Any = asyncio.get_running_loop()
    end, still = loop.time() + max_sleep, 0
    while still < TURNS and loop.time() < end:
        await asyncio.sleep(0)
        is_busy = bool(loop._ready) or (still == TURNS - 1 and (await _threads_worked(loop) or _laid_out()))
        still = 0 if is_busy else still + 1
    app: Any = active_app.get()
    if app._exception is None and app._screen_stack and getattr(app, "painted", None) is not app.screen:
        _paint(app)


async def _threads_worked(loop: Any) -> bool:
    """Wait for the loop's own threads; whether any had something to do."""
    pool = loop._default_executor
    if pool is None:
        return False
    pool.held_up = held_up = min(getattr(pool, "held_up", 0), _busy(pool))
    if _busy(pool) <= held_up:
        return False
    end = loop.time() + THREADS_WITHIN
    while _busy(pool) > held_up and loop.time() < end:  # noqa: ASYNC110 - it is others that call the loop back
        await asyncio.sleep(0.002)
    pool.held_up = _busy(pool)
    return True


def _busy(pool: Any) -> int:
    """How many threads work, or will."""
    return int(pool._work_queue.qsize() + len(pool._threads) - pool._idle_semaphore._value)


def _laid_out() -> bool:
    """Lay out what changed on the screen; whether anything had."""
    app: Any = active_app.get()
    if not app._screen_stack or app._batch_count or app._exception is not None:
        return False
    screen = app.screen
    changed = screen._layout_required or screen._scroll_required or screen._repaint_required or screen._recompose_required
    if not screen.is_current or not (changed or screen._dirty_widgets or screen._callbacks):
        return False
    screen._on_timer_update()
    return True


async def _screen_is_still(pilot: textual.pilot.Pilot[object], timeout: float = 30.0) -> bool:  # noqa: ASYNC109 - Textual's name
    """What the pilot calls before and after keys: whether the app still runs."""
    if pilot.app._exception is not None or not pilot.app._screen_stack:
        return False
    await until_still(max_sleep=timeout)
    if pilot.app._exception is None and pilot.app._screen_stack:
        _paint(pilot.app)
    return pilot.app._exception is None


def _paint(app: Any) -> None:
    """Let every widget draw itself where something changed since the last time. Textual puts the lines together only for whole pictures, and draws what shines through a window while it was on top itself."""
    app.painted = app.screen
    compositor = app.screen._compositor
    if compositor._dirty_regions and not app._batch_count:
        changed = Region.from_union(compositor._dirty_regions).intersection(compositor.size.region)
        compositor._dirty_regions.clear()
        visible_screen_stack.set([])
        for _widget in compositor._get_renders(changed):
            pass


def _painted_later(compositor: Compositor, full: bool = False, **more: Any) -> object:
    """What a screen calls whenever something changed: only whole pictures are painted at once."""
    return PAINT(compositor, full=True, **more) if full else None


def _look_often(pump: MessagePump, interval: float, *args: Any, **more: Any) -> Timer:
    return SET_INTERVAL(pump, interval / FASTER if interval >= LOOKS_FROM else interval, *args, **more)


_parsed: dict[object, Any] = {}
_colours: dict[frozenset[tuple[str, str]], int] = {}
"""Sets of colours, numbered: an app has hundreds of them and fifty style sheets."""


def _parse_once(sheet: Any, *what: Any, **more: Any) -> Any:
    """The rules of a style sheet, which are the same in every app with the same colours."""
    variables, number = getattr(sheet, "numbered", (None, 0))
    if variables is not sheet._variables:
        number = _colours.setdefault(frozenset(sheet._variables.items()), len(_colours))
        sheet.numbered = sheet._variables, number
    key = (number, what, *more.items())
    if key not in _parsed:
        _parsed[key] = PARSE(sheet, *what, **more)
    return _parsed[key]


def install() -> None:
    """Let every pilot wait and paint like this."""
    textual.screen.UPDATE_PERIOD = DRAWN_EVERY  # type: ignore[misc]
    textual.app.wait_for_idle = until_still  # type: ignore[attr-defined]
    textual.pilot.wait_for_idle = until_still  # type: ignore[attr-defined]
    textual.pilot.Pilot._wait_for_screen = _screen_is_still  # type: ignore[method-assign, assignment]
    Compositor.render_update = _painted_later  # type: ignore[method-assign, assignment]
    MessagePump.set_interval = _look_often  # type: ignore[method-assign, assignment]
    saver.RETRY_AFTER /= FASTER  # type: ignore[misc]
    folder_watch.LOOKS_EVERY /= FASTER  # type: ignore[misc]
    Stylesheet._parse_rules = _parse_once  # type: ignore[method-assign]
