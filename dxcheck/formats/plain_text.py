"""A text as a file of its own."""

from __future__ import annotations


def to_text(text: str) -> bytes:
    """The text with Windows' line ends; its editor knows the encoding by the mark at the beginning."""
    return (text + "\n").replace("\n", "\r\n").encode("utf-8-sig")
