"""Fixtures for tests of desks."""

from desks import data, desk, make_desk, workspace

__all__ = ["data", "desk", "make_desk", "workspace"]
