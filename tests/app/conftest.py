"""Fixtures for tests of the app."""

from app.centre_people import demo_of_the_day, workspace
from app.people import data, desk, make_desk, open_app

__all__ = ["data", "demo_of_the_day", "desk", "make_desk", "open_app", "workspace"]
