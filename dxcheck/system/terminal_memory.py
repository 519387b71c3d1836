"""What is known of the terminals a person uses: whether they draw fractions of a cell, and what the person chose instead.

It is the person's own and of this machine, so it lies in neither data folder nor backup. It only saves asking again: where it cannot be read or written, everything works as
if there were none, and nobody is told.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from dxcheck.system.terminal_cells import in_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Form = Literal["fine", "coarse"]
Graphics = Literal["", "none", "sixel", "kitty"]
"""How a terminal shows pictures; empty where it was not asked yet."""

TERMINALS: Final = "terminals.json"
IS_WINDOWS: Final = os.name == "nt"
MOST_TERMINALS: Final = 50
"""Kinds that are kept; the one that was used longest ago goes first."""
_NO_FRACTIONS: Final = re.compile("dumb|linux")
"""Terminals (TERM) whose own font lacks the characters, however wide they leave room for them."""


class Known(msgspec.Struct, frozen=True):
    """Of one kind of terminal."""

    form: Form | None = None
    """None where only its pictures were asked about."""
    is_chosen: bool = False
    """Whether the person said so; else the terminal did."""
    graphics: Graphics = ""
    is_unpictured: bool = False
    """Whether the person wants no pictures inside screens."""


class TerminalMemory:
    """A small file in the person's own folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def of_user(cls, environ: Mapping[str, str] = os.environ) -> TerminalMemory:
        """That of whoever runs the program: `dxcheck` in %LOCALAPPDATA% or $XDG_STATE_HOME, else in `~/.local/state`."""
        local = environ.get("LOCALAPPDATA") if IS_WINDOWS else environ.get("XDG_STATE_HOME")
        folder = Path(local) if local else Path("~/.local/state").expanduser()
        return cls(folder / "dxcheck" / TERMINALS)

    def known(self, kind: str) -> Known | None:
        """What is known of a kind of terminal."""
        return self._read().get(kind)

    def choose(self, kind: str, form: Form, *, is_unpictured: bool = False) -> None:
        """The person wants this form there, with pictures inside screens or without."""
        self._change(kind, form=form, is_chosen=True, is_unpictured=is_unpictured)

    def found(self, kind: str, form: Form) -> None:
        """The terminal said that it draws this form."""
        self._change(kind, form=form, is_chosen=False)

    def found_graphics(self, kind: str, graphics: Graphics) -> None:
        """The terminal said how it shows pictures."""
        self._change(kind, graphics=graphics)

    def _change(self, kind: str, **what: Any) -> None:
        self._keep(kind, msgspec.structs.replace(self.known(kind) or Known(), **what))

    def _read(self) -> dict[str, Known]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, Known])
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return {}

    def _keep(self, kind: str, known: Known) -> None:
        there = {one: what for one, what in self._read().items() if one != kind}
        kept = dict([*there.items()][1 - MOST_TERMINALS :]) | {kind: known}
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{TERMINALS}.")
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n")
                Path(name).replace(self._path)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise


def form_here(
    memory: TerminalMemory,
    kind: str,
    draws_fractions: Callable[[], bool],
    *,
    can_write: Callable[[], bool],
    environ: Mapping[str, str] = os.environ,
) -> Form:
    """The form for this terminal, asking it once for each kind.

    Args:
        memory: what is known already.
        kind: of this terminal.
        draws_fractions: asks the terminal.
        can_write: whether its encoding has the characters.
        environ: says which program it is where it cannot be asked.
    """
    if not in_terminal() or not can_write():
        return "coarse"
    known = memory.known(kind)
    if known is not None and known.form is not None:
        return known.form
    if _NO_FRACTIONS.fullmatch(environ.get("TERM", "")):
        return "coarse"
    if IS_WINDOWS:  # a console cannot be asked; Windows Terminal draws them in one cell, the older console by its font
        return "fine" if "WT_SESSION" in environ else "coarse"
    form: Form = "fine" if draws_fractions() else "coarse"
    memory.found(kind, form)
    return form
