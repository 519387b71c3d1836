"""The entry of the command `dxcheck`.

The language is decided before click sees the arguments, because help texts need it; then the group imports the one command that was asked for. Every expected
fault ends here as a sentence in the user's language and an exit code: 0 done, 1 the input or the data is at fault, 2 wrong usage.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
from typing import TYPE_CHECKING

import click

from dxcheck import i18n
from dxcheck.cli.exit_codes import CUT_OFF
from dxcheck.cli.streams import note_replaced, show_by_number
from dxcheck.system.control_characters import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and give its exit code."""
    # Importing and composing make many objects that stay: collecting garbage meanwhile finds none. The app switches it on after its first
    # frame, the server before it listens; every other command is over before it would matter.
    gc.disable()
    given = list(sys.argv[1:] if arguments is None else arguments)
    completing = "_DXCHECK_COMPLETE" in os.environ
    i18n.use(i18n.choose(given, os.environ))
    show_by_number()
    from dxcheck.cli.root import root  # its help texts are read in the language chosen above

    try:
        code = _code_of(lambda: root.main(args=given, prog_name="dxcheck", standalone_mode=completing))
        note_replaced()
    except BrokenPipeError:
        # The reader (head, less) has gone; say nothing, also not when Python flushes at the end.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _code_of(command: Callable[[], object]) -> int:
    """Run it; an expected fault becomes its sentence and its code."""
    try:
        result = command()
    except click.exceptions.Abort as aborted:
        is_cut_off = isinstance(aborted.__cause__, KeyboardInterrupt)  # else somebody answered a question with no
        click.echo(i18n._("途中で中止しました。書きかけのファイルは残していません。") if is_cut_off else i18n._("中止しました。"), err=True)
        return CUT_OFF
    except click.ClickException as refused:
        said = io.StringIO()
        refused.show(said)
        click.echo(visible(said.getvalue()), nl=False, err=True)  # it may quote a file
        return refused.exit_code
    return result if isinstance(result, int) else 0


def run() -> None:
    """What the installed command calls."""
    sys.exit(main())


if __name__ == "__main__":
    run()
