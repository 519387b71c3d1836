"""What cannot be done as somebody asked for it, whoever decides that."""

from __future__ import annotations


class RefusedError(ValueError):
    """It cannot be done like this; nothing was changed. The message says why and what to do."""
