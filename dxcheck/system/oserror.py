"""Why the operating system refused, in the user's language: its own words are English on many machines."""

from __future__ import annotations

import errno

from dxcheck.i18n import N_, _

_REASONS = {
    errno.ENOENT: N_("見つかりません"),
    errno.EACCES: N_("権限がありません"),
    errno.EPERM: N_("権限がありません"),
    errno.EISDIR: N_("ファイルではなくフォルダーです"),
    errno.ENOTDIR: N_("途中がフォルダーではありません"),
    errno.ENOSPC: N_("空きがありません"),
    errno.EROFS: N_("読み取り専用です"),
    errno.EIO: N_("ディスクの読み書きに失敗しました"),
    errno.ENAMETOOLONG: N_("名前が長すぎます"),
    errno.EADDRINUSE: N_("ほかのプログラムが使っています"),
    errno.EADDRNOTAVAIL: N_("このパソコンのアドレスではありません"),
}


def os_reason(problem: OSError) -> str:
    """The reason of a refusal; the system's own words where we have none."""
    known = _REASONS.get(problem.errno or 0)
    return _(known) if known else problem.strerror or str(problem)
