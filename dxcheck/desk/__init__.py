"""What one person may see and do.

A desk is the only way from a screen or a command to the data. Access is decided by what an object can reach, not by ifs (docs/design.md section 3): a `StaffDesk`
holds one municipality's repository and nothing else; a `SpecialistDesk` holds those of the municipalities assigned to it.
"""

from dxcheck.desk.drafting import NoDraftError
from dxcheck.desk.reading import ReadingDesk
from dxcheck.desk.setting import Setting
from dxcheck.desk.staff import StaffDesk
from dxcheck.store.errors import NoAnswerError, StoreError

__all__ = ["NoAnswerError", "NoDraftError", "ReadingDesk", "Setting", "StaffDesk", "StoreError"]
