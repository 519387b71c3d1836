"""Fixtures for tests of the app."""

from app.centre_people import workspace
from app.people import data, desk, make_desk, open_app

__all__ = ["data", "desk", "make_desk", "open_app", "workspace"]
