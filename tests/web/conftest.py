"""Fixtures for tests of the server."""

from web.serving import serve, stored_password

__all__ = ["serve", "stored_password"]
