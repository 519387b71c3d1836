"""Fixtures for tests of the server."""

from web.browsing import arrive, chromium
from web.serving import serve, stored_password
from web.warm import warm

__all__ = ["arrive", "chromium", "serve", "stored_password", "warm"]
