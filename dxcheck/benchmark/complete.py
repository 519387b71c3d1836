"""Whether the centre still holds what its next publication must be decided by (rule 6): everything published is in the ledger, and the key is the one it was moved with.

What is missing must not be taken for what never was: without the ledger the next publication would count as the first, and a figure could be moved by one municipality alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.benchmark.model import Benchmark, LedgerEntry

Missing = Literal["", "ledger", "key", "other key"]


def what_is_missing(published: Sequence[Benchmark], ledger: Sequence[LedgerEntry], fingerprint: str) -> Missing:
    """What stands in the way of every further publication.

    Args:
        published: every benchmark that is shown here, of every questionnaire, also imported ones.
        ledger: every publication written down here.
        fingerprint: of the key that is here; empty where there is none.
    """
    known = {(one.benchmark.questionnaire.id, one.benchmark.cycle): one.benchmark for one in ledger}
    if any(known.get((one.questionnaire.id, one.cycle)) != one for one in published):
        return "ledger"
    used = {entry.key for entry in ledger if entry.key}
    if used and not fingerprint:
        return "key"
    return "other key" if used - {fingerprint} else ""
