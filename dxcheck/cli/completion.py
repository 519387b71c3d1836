"""`dxcheck completion`: how to switch on completion in a shell."""

from __future__ import annotations

import click

from dxcheck.i18n import _

_LINES = {
    "bash": ("~/.bashrc", 'eval "$(_DXCHECK_COMPLETE=bash_source dxcheck)"'),
    "zsh": ("~/.zshrc", 'eval "$(_DXCHECK_COMPLETE=zsh_source dxcheck)"'),
    "fish": ("~/.config/fish/completions/dxcheck.fish", "_DXCHECK_COMPLETE=fish_source dxcheck | source"),
}


@click.command("completion", help=_("シェルの入力補完（Tabキーで市町名などを補う）の設定を出します。"))
@click.argument("shell", type=click.Choice(list(_LINES)))
def command(shell: str) -> None:
    """Print the line to add, and where."""
    path, line = _LINES[shell]
    click.echo(_("# 次の1行を {path} に加えてください。", path=path))
    click.echo(line)
