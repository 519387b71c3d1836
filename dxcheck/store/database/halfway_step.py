"""The step that lets a login between its password and its code go on at another server: who is there, and which codes were told to be right only later."""

from __future__ import annotations

from typing import Final

HALFWAY_TABLES: Final = """
CREATE TABLE halfways (hash text PRIMARY KEY, kept bytea NOT NULL, since timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE INDEX halfways_since ON halfways (since);
CREATE TABLE told_codes (account text NOT NULL, step bigint NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (account, step));
ALTER TABLE halfways ENABLE ROW LEVEL SECURITY;
ALTER TABLE told_codes ENABLE ROW LEVEL SECURITY;
CREATE POLICY server ON halfways TO dxcheck_worker, dxcheck_web USING (true) WITH CHECK (true);
CREATE POLICY server ON told_codes TO dxcheck_worker, dxcheck_web USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON halfways, told_codes TO dxcheck_worker, dxcheck_web;
"""
