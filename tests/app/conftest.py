"""Fixtures for tests of the app."""

from app.people import open_app
from desks import data, desk, make_desk, workspace

__all__ = ["data", "desk", "make_desk", "open_app", "workspace"]
