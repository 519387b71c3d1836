"""The staff's self-check line by line: asked and answered without cursor addressing, colours or redraws, for screen readers, very old consoles and bad lines.

`run` is its one entry. It reaches data only through a desk, and knows as little of Textual as of click.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.system.progress import followed_by

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from dxcheck.desk import StaffDesk
    from dxcheck.model.roster import Municipality, Roster


@followed_by(None)  # a line that changes where it stands is nothing to be read aloud
def run(sit_down: Callable[[Municipality], StaffDesk], whose: Municipality | Roster, source: TextIO, out: TextIO) -> int:
    """Go through the self-check of a municipality.

    Args:
        sit_down: gives the desk of a municipality.
        whose: the municipality; the roster, to ask which one.
        source: what the person types, a terminal or not.
        out: what they read or hear.

    Returns:
        The exit code: 0 where everything that was entered is on the disk, else 1.
    """
    import contextlib

    from dxcheck.model.roster import Roster
    from dxcheck.plain.console import Console, LeavingError
    from dxcheck.plain.home import Home
    from dxcheck.plain.sitting import Sitting, pick_line_by_line

    console = Console(source, out)
    with console.listening():
        try:
            desk = sit_down(pick_line_by_line(console, whose) if isinstance(whose, Roster) else whose)
        except LeavingError:
            return 0
        sitting = Sitting(desk, console)
        with contextlib.suppress(LeavingError):
            Home(sitting).go()
        sitting.say_goodbye()
    return sitting.exit_code
