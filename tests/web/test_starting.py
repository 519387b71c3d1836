"""What a session begins with, where the data cannot be asked for it at the moment."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from postgresql import Cluster

from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.store.database.database_shelf import close_databases, open_database
from dxcheck.store.errors import NoAnswerError
from dxcheck.web.login import Login
from dxcheck.web.settings import ServeSettings
from dxcheck.web.starting import start_of
from dxcheck.workspace import Workspace


def test_a_section_is_not_told_that_nothing_is_asked_while_that_cannot_be_read(cluster: Cluster, database: str) -> None:
    """Seen: its screen opened with 「いま照会されている設問はありません」 and stayed so until the next login. Nobody begins without an answer now."""
    workspace = Workspace.open(open_database(database))
    account = Account("imabari-somu", "section", "382027", "!", calendar.now(), post="総務課")
    login, settings = Login(account, "203.0.113.7", 0.0, 0.0), ServeSettings(Path())
    assert start_of(login, (80, 24), "light", settings, workspace).asks == ()
    cluster.stop()
    try:
        with pytest.raises(NoAnswerError):
            start_of(login, (80, 24), "light", settings, workspace)
        planning = dataclasses.replace(login, account=Account("imabari-kikaku", "staff", "382027", "!", calendar.now()))
        assert start_of(planning, (80, 24), "light", settings, workspace).role == "staff"
    finally:
        cluster.resume()
        close_databases()
