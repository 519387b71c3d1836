"""The step for several web servers at one database: who is logged in, who guessed wrong, and which screens are open where. No answers, and nothing a session may see."""

from __future__ import annotations

from typing import Final

NODES: Final = """
CREATE TABLE logins (
  hash text PRIMARY KEY,
  kept bytea NOT NULL,
  began timestamptz NOT NULL DEFAULT clock_timestamp(),
  seen timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE guesses (source text PRIMARY KEY, wrong integer NOT NULL, last timestamptz NOT NULL);
CREATE TABLE screens (
  login text NOT NULL,
  name text NOT NULL,
  account text NOT NULL,
  node text NOT NULL,
  is_left boolean NOT NULL DEFAULT false,
  beat timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (login, name)
);
CREATE INDEX screens_of_account ON screens (account);
ALTER TABLE logins ENABLE ROW LEVEL SECURITY;
ALTER TABLE guesses ENABLE ROW LEVEL SECURITY;
ALTER TABLE screens ENABLE ROW LEVEL SECURITY;
CREATE POLICY server ON logins TO dxcheck_worker, dxcheck_web USING (true) WITH CHECK (true);
CREATE POLICY server ON guesses TO dxcheck_worker, dxcheck_web USING (true) WITH CHECK (true);
CREATE POLICY server ON screens TO dxcheck_worker, dxcheck_web USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON logins, guesses, screens TO dxcheck_worker, dxcheck_web;
"""
