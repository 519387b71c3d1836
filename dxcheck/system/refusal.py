"""What cannot be done, in words for the person who asked: the one root of every error whose message is meant to be read."""

from __future__ import annotations


class DxcheckError(Exception):
    """An error that reaches a person. Its message says what is wrong, what is safe and what to do, in the language in use.

    The command line shows it and exits with 1; screens show it where the person is. Anything else that is raised is a bug.
    """

    def in_full(self) -> str:
        """The whole message, over as many lines as it takes."""
        return str(self)


class RefusedError(DxcheckError, ValueError):
    """It cannot be done like this; nothing was changed."""
