"""A text that becomes a file as it stands: a list to be printed, or to be copied into a mail."""

from __future__ import annotations

from dataclasses import dataclass

from dxcheck.formats.file_formats import written_as


@dataclass(frozen=True)
class TextFile:
    """The text with the name of its file."""

    name: str
    """Without its ending."""
    text: str

    def to_bytes(self, format_: str) -> bytes:
        """The file's content in one of the formats of texts."""
        return written_as(format_, "text", self.text)
