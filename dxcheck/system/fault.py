"""One thing wrong with a file that people edit by hand."""

from __future__ import annotations

import msgspec

from dxcheck.system.control_characters import visible


class Fault(msgspec.Struct, frozen=True, order=True):
    """One thing wrong with a file."""

    place: str
    """Where, e.g. `分野 gov、設問 gov-03`; empty for the file as a whole."""
    message: str
    """What is wrong and what is needed."""
    path: tuple[str | int, ...] = ()
    """Keys and positions from the top of the file's content, for whoever shows the place in another form; empty for the file as a whole."""

    def __str__(self) -> str:
        return visible(f"{self.place}: {self.message}" if self.place else self.message)
