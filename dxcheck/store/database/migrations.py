"""The tables of a database, made and changed by ordered steps. Each is one transaction; the last number of `form` says how far a database is.

What must never change is guarded twice: those who work with dxcheck (`WORKER`) have no right to change or remove it, and a trigger refuses everybody, the owner too.
"""

from __future__ import annotations

from typing import Final

from dxcheck.store.database.access_step import ACCESS
from dxcheck.store.database.depth_step import DEPTH
from dxcheck.store.database.erasing_step import ERASER, ERASING
from dxcheck.store.database.halfway_step import HALFWAY_TABLES
from dxcheck.store.database.heads_step import SNAPSHOT_HEADS
from dxcheck.store.database.kept_step import KEPT_NUMBERS
from dxcheck.store.database.marks_step import SNAPSHOT_MARKS
from dxcheck.store.database.nodes_step import NODES
from dxcheck.store.database.server_step import SERVER
from dxcheck.store.database.shapes_step import SHAPES
from dxcheck.store.database.swift_step import SWIFT

SCHEMA_NAME: Final = "dxcheck"
WORKER: Final = "dxcheck_worker"
"""The role of the command line, which reads everything; logins are members of it."""
APP: Final = "dxcheck_app"
"""What a session's process logs in as: it sees what its seat lets it see, and nothing without one."""
WEB: Final = "dxcheck_web"
"""What the web server logs in as: it issues seats and ends them, knows who may log in, and reads no answers."""
ENGINE_ROLES: Final = {WORKER: "NOLOGIN", APP: "LOGIN", WEB: "LOGIN", ERASER: "NOLOGIN"}

_FIRST: Final = """
CREATE TABLE documents (
  name text PRIMARY KEY,
  envelope text NOT NULL,
  tables text[] NOT NULL,
  original bytea,
  version bigint NOT NULL DEFAULT 1,
  changed xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX documents_changed ON documents (changed);
CREATE TABLE records (
  document text NOT NULL REFERENCES documents ON DELETE CASCADE,
  tbl text NOT NULL,
  key text NOT NULL,
  number text NOT NULL,
  place integer NOT NULL,
  body json NOT NULL,
  PRIMARY KEY (document, tbl, key)
);
CREATE TABLE kept (
  document text NOT NULL REFERENCES documents,
  tbl text NOT NULL,
  key text NOT NULL,
  number text NOT NULL,
  place integer NOT NULL,
  body json NOT NULL,
  PRIMARY KEY (document, tbl, key)
);
CREATE UNIQUE INDEX kept_once_a_draft ON kept (document, (body ->> 'draft')) WHERE tbl = 'snapshots' AND body ->> 'draft' <> '';
CREATE TABLE texts (name text PRIMARY KEY, content bytea NOT NULL);
CREATE TABLE logs (name text NOT NULL, line bigint GENERATED ALWAYS AS IDENTITY, content bytea NOT NULL, PRIMARY KEY (name, line));
CREATE TABLE files (
  name text PRIMARY KEY,
  content bytea NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  changed xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX files_changed ON files (changed);

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = dxcheck, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'what is in % never changes', TG_TABLE_NAME USING ERRCODE = 'DX001';
END $$;
CREATE FUNCTION only_renumbered() RETURNS trigger LANGUAGE plpgsql SET search_path = dxcheck, pg_temp AS $$
BEGIN
  IF (NEW.document, NEW.tbl, NEW.key) IS DISTINCT FROM (OLD.document, OLD.tbl, OLD.key)
    OR (NEW.body::jsonb - 'seq') IS DISTINCT FROM (OLD.body::jsonb - 'seq')
    OR (NEW.body ->> 'seq')::bigint < (OLD.body ->> 'seq')::bigint THEN
    RAISE EXCEPTION 'what is in % never changes', TG_TABLE_NAME USING ERRCODE = 'DX001';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION only_forward() RETURNS trigger LANGUAGE plpgsql SET search_path = dxcheck, pg_temp AS $$
BEGIN
  IF NEW.name IS DISTINCT FROM OLD.name OR NEW.version <= OLD.version
    OR (NEW.original IS NOT NULL AND EXISTS (SELECT FROM kept WHERE document = NEW.name)) THEN
    RAISE EXCEPTION 'a document only goes forward' USING ERRCODE = 'DX001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER kept_stays BEFORE DELETE OR TRUNCATE ON kept FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER kept_as_it_was BEFORE UPDATE ON kept FOR EACH ROW EXECUTE FUNCTION only_renumbered();
CREATE TRIGGER texts_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON texts FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER logs_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON logs FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER documents_go_forward BEFORE UPDATE ON documents FOR EACH ROW EXECUTE FUNCTION only_forward();

GRANT USAGE ON SCHEMA dxcheck TO dxcheck_worker;
GRANT SELECT ON ALL TABLES IN SCHEMA dxcheck TO dxcheck_worker;
GRANT INSERT ON documents, records, kept, texts, logs, files TO dxcheck_worker;
GRANT UPDATE (envelope, tables, original, version, changed) ON documents TO dxcheck_worker;
GRANT DELETE ON documents TO dxcheck_worker;
GRANT UPDATE, DELETE ON records TO dxcheck_worker;
GRANT UPDATE (number, place, body) ON kept TO dxcheck_worker;
GRANT UPDATE (content, version, changed) ON files TO dxcheck_worker;
"""
STEPS: Final = (_FIRST, ACCESS, NODES, SWIFT, SNAPSHOT_HEADS, SERVER, HALFWAY_TABLES, KEPT_NUMBERS, ERASING, SHAPES, SNAPSHOT_MARKS, DEPTH)
"""`STEPS[n]` brings a database of form n to form n + 1."""
