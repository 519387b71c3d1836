"""Whether the centre still holds what its next publication must be decided by (rule 6): everything published is in the ledger, and the key is the one it was moved with.

What is missing must not be taken for what never was: without the ledger the next publication would count as the first, and a figure could be moved by one municipality alone.
Where it is lost for good, the centre may begin anew, on purpose: then no answer that may stand in a figure nobody knows the contributors of counts ever again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from dxcheck.benchmark.model import Beginning

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from dxcheck.benchmark.model import Benchmark, LedgerEntry

Missing = Literal["", "ledger", "key", "other key"]


def what_is_missing(
    published: Sequence[Benchmark], ledger: Sequence[LedgerEntry], fingerprint: str, begun: Sequence[Beginning] = ()
) -> Missing:
    """What stands in the way of every further publication.

    Args:
        published: every benchmark that is shown here, of every questionnaire, also imported ones.
        ledger: every publication written down here.
        fingerprint: of the key that is here; empty where there is none.
        begun: the new beginnings written down here.
    """
    if _unknown(published, ledger, begun):
        return "ledger"
    used = _used(ledger, begun)
    if used and not fingerprint:
        return "key"
    return "other key" if used - {fingerprint} else ""


def what_to_leave_behind(
    published: Sequence[Benchmark], ledger: Sequence[LedgerEntry], fingerprint: str, begun: Sequence[Beginning], at: dt.datetime
) -> Beginning:
    """The new beginning that would leave behind everything that is missing."""
    return Beginning(at, _unknown(published, ledger, begun), tuple(sorted(_used(ledger, begun) - {fingerprint})))


def begins_after(begun: Sequence[Beginning], questionnaire_id: str) -> dt.date | None:
    """The last day whose answers count no more: the newest benchmark of the questionnaire whose contributors are unknown was published on it."""
    return max((one.published_on for begins in begun for one in begins.without if one.questionnaire.id == questionnaire_id), default=None)


def since_the_beginning(ledger: Sequence[LedgerEntry], begun: Sequence[Beginning], questionnaire_id: str) -> list[LedgerEntry]:
    """The publications of a questionnaire that its next one is decided by: those after its last new beginning."""
    moments = (one.begun_at for one in begun if begins_after([one], questionnaire_id))
    last = max(moments, default=None)
    return [one for one in ledger if one.benchmark.questionnaire.id == questionnaire_id and (last is None or one.published_at > last)]


def _unknown(published: Sequence[Benchmark], ledger: Sequence[LedgerEntry], begun: Sequence[Beginning]) -> tuple[Benchmark, ...]:
    known = {(one.benchmark.questionnaire.id, one.benchmark.cycle): one.benchmark for one in ledger}
    left = [one for begins in begun for one in begins.without]
    return tuple(one for one in published if known.get((one.questionnaire.id, one.cycle)) != one and one not in left)


def _used(ledger: Sequence[LedgerEntry], begun: Sequence[Beginning]) -> set[str]:
    return {entry.key for entry in ledger if entry.key} - {key for one in begun for key in one.keys}
