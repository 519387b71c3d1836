"""What is the same at every desk of a data folder: the questionnaires, the clock, the schedule, and who is told what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dxcheck.desk.instruments import Instruments
from dxcheck.model import calendar
from dxcheck.model.schedule import Schedule
from dxcheck.store.errors import NoAnswerError, StoreError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from dxcheck.benchmark.model import Benchmark
    from dxcheck.model.roster import Municipality
    from dxcheck.questionnaire import Library
    from dxcheck.store.shelf import Address
    from dxcheck.store.submitted import SubmittedRepository


def unseen(_event: str, _detail: str) -> None:
    """Nobody keeps a log."""


class Setting(NamedTuple):
    """What is the same at every desk of a data folder."""

    library: Library
    questionnaire_id: str
    """The questionnaire that is looked at, whatever its version."""
    data_folder: Address
    benchmarks: Callable[[], list[Benchmark]] | None = None
    """Reads the published averages."""
    in_use: str = ""
    """The questionnaire in use in the folder, which everybody begins with; empty for the one looked at."""
    is_demo: bool = False
    now: Callable[[], dt.datetime] = calendar.now
    schedule: Callable[[], Schedule] = Schedule
    """What the centre decided about cycles."""
    predecessors: tuple[tuple[Municipality, SubmittedRepository], ...] = ()
    """Those that merged in the desk's municipality, each with what it had submitted."""
    witness: Callable[[str, str], None] = unseen
    """Is told what was done (`submit`, `open`, `read`, `return`) and with what: an id or a name, never an answer."""


def schedule_in_force(read: Callable[[], Schedule]) -> Schedule:
    """What the centre decided about cycles; where that cannot be read, every cycle closes with its last day.

    Raises:
        NoAnswerError: nobody answered: what was decided stands all the same.
    """
    try:
        return read()
    except NoAnswerError:
        raise
    except StoreError:
        return Schedule()


def instruments_of(setting: Setting) -> Instruments:
    """The questionnaires of a folder, as a desk with this setting looks at them."""
    today = calendar.in_japan(setting.now()).date()
    return Instruments(setting.library, setting.questionnaire_id, setting.in_use or setting.questionnaire_id, today)
