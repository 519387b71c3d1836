"""Desks on folders of their own."""

from __future__ import annotations

from desks import data, desk, make_desk, workspace

__all__ = ["data", "desk", "make_desk", "workspace"]
