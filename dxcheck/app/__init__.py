"""The Textual app. `run` is its one entry; importing this package does not import Textual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.system.progress import followed_by

if TYPE_CHECKING:
    from dxcheck.desk.centre import CentreDesk
    from dxcheck.desk.specialist import SpecialistDesk
    from dxcheck.model.roster import Municipality
    from dxcheck.workspace import Workspace


@followed_by(None)  # a screen shows by itself how far it is
def run(workspace: Workspace, municipality: Municipality | None, *, post: str = "") -> int:
    """Open the app for a municipality, asking which one if none is given.

    Returns:
        The exit code: 0, also when nobody wanted to choose a municipality.
    """
    from dxcheck.app.drawing import drawing_here
    from dxcheck.app.inline import image_widget
    from dxcheck.app.staff.app import DxcheckApp  # Textual is slow to import

    if municipality is None:
        from dxcheck.app.picker import pick_municipality  # with windows of its own

        municipality = pick_municipality(workspace.roster)
        if municipality is None:
            return 0
        workspace.folder.set_home(municipality.code)
    return DxcheckApp(workspace.staff_desk(municipality, post=post), image=image_widget(), drawing=drawing_here()).run() or 0


@followed_by(None)  # a screen shows by itself how far it is
def run_centre(desk: CentreDesk) -> int:
    """Open the app for the support centre.

    Returns:
        The exit code.
    """
    from dxcheck.app.centre.app import CentreApp  # Textual is slow to import
    from dxcheck.app.drawing import drawing_here
    from dxcheck.app.inline import image_widget

    return CentreApp(desk, image=image_widget(), drawing=drawing_here()).run() or 0


@followed_by(None)  # a screen shows by itself how far it is
def run_specialist(desk: SpecialistDesk) -> int:
    """Open the app for a specialist.

    Returns:
        The exit code.
    """
    from dxcheck.app.drawing import drawing_here  # Textual is slow to import
    from dxcheck.app.inline import image_widget
    from dxcheck.app.specialist.app import SpecialistApp

    return SpecialistApp(desk, image=image_widget(), drawing=drawing_here()).run() or 0
