"""Exit codes that are not click's: 1 says that the input or the data is at fault, 2 wrong usage."""

from __future__ import annotations

from typing import Final

CUT_OFF: Final = 130
"""After Ctrl+C, as shells have it, and where somebody said no."""
