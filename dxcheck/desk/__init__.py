"""What one person may see and do.

A desk is the only way from a screen or a command to the data. Access is decided by what an object can reach, not by ifs (docs/design.md section 3): a `StaffDesk`
holds one municipality's repository and nothing else; a `SpecialistDesk` holds those of the municipalities assigned to it.
"""

from typing import TYPE_CHECKING

from dxcheck.desk.reading import ReadingDesk
from dxcheck.desk.setting import Setting
from dxcheck.store.errors import NoAnswerError, StoreError, UnsureError

if TYPE_CHECKING:
    from dxcheck.desk.drafting import NoDraftError
    from dxcheck.desk.staff import StaffDesk

__all__ = ["NoAnswerError", "NoDraftError", "ReadingDesk", "Setting", "StaffDesk", "StoreError", "UnsureError"]


def __getattr__(name: str) -> object:
    """What only the desk of the staff needs is imported when it is asked for: the centre and the specialists open their screens without it."""
    if name == "NoDraftError":
        from dxcheck.desk.drafting import NoDraftError

        return NoDraftError
    if name == "StaffDesk":
        from dxcheck.desk.staff import StaffDesk

        return StaffDesk
    raise AttributeError(name)
