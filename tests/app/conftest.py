"""Fixtures for tests of the app."""

from app.people import data, desk, make_desk, open_app

__all__ = ["data", "desk", "make_desk", "open_app"]
