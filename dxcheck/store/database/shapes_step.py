"""The step that lets nobody put anything into a database that dxcheck itself would not put there, also where a session or the server was taken over.

A document is put together from names, numbers and an envelope as they stand in the rows, and goes into copies under its name. So a name that leads out of a folder, a
number that is more than digits, an envelope that is no JSON, or a record in a table of what never changes would let its writer hide what others submitted, write where
a copy is unpacked, or stop every copy. What policies call is named in full, so that nobody's own path leads to something else.
"""

from __future__ import annotations

from typing import Final

DOCUMENT_SHAPE: Final = r"^([0-9]{6}/(staff|shared|internal)/[0-9]{6}(\.[a-z]+)*|[0-9]{6}/asked/[0-9a-f]{16}/[0-9]{6}\.ask-[0-9a-f]{16}|prefecture/[a-z]+/[a-z.]+)\.json"
"""What the name of a document begins with."""
_KEPT: Final = r"""(
  tbl = 'snapshots' AND document ~ '^[0-9]{6}/shared/[0-9]{6}\.json$' AND key = body ->> 'id'
  OR tbl = 'terms' AND document = 'prefecture/shared/schedule.json'
  OR tbl = 'benchmarks' AND document ~ '^prefecture/(shared/benchmarks|centre/benchmarks\.(ledger|key))\.json$'
  OR tbl = 'beginnings' AND document = 'prefecture/centre/benchmarks.ledger.json'
)"""
"""As `dxcheck.store.database.rows.KEPT` has it by kinds."""
KEPT_SHAPE: Final = _KEPT.replace(" AND key = body ->> 'id'", "")
"""In which tables of which documents no other records are."""

SHAPES: Final = (
    r"""
SET LOCAL statement_timeout = 0;
CREATE OR REPLACE FUNCTION places_of(name text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY[
    name,
    pg_catalog.split_part(name, '/', 1),
    pg_catalog.split_part(name, '/', 1) OPERATOR(pg_catalog.||) '/' OPERATOR(pg_catalog.||) pg_catalog.split_part(name, '/', 2),
    '*/' OPERATOR(pg_catalog.||) pg_catalog.split_part(name, '/', 2),
    pg_catalog.split_part(name, '/', 1) OPERATOR(pg_catalog.||) '/' OPERATOR(pg_catalog.||) pg_catalog.split_part(name, '/', 2)
      OPERATOR(pg_catalog.||) '/' OPERATOR(pg_catalog.||) pg_catalog.split_part(name, '/', 3)
  ]
$$;
CREATE OR REPLACE FUNCTION is_of_server(name text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT name OPERATOR(pg_catalog.~)
    '^(dxcheck\.json(\.bak)?|(dxcheck\.json|prefecture/centre/accounts\.json|prefecture/server/(factors|links)\.json)(\.[0-9a-f]{8,64}\.altered)?)$'
$$;

-- Numbers go into a document as they are; a version that is raised by more than one would leave none to the next.
ALTER TABLE records ADD CONSTRAINT records_number CHECK (number ~ '^(0|[1-9][0-9]{0,17})$') NOT VALID;
ALTER TABLE kept ADD CONSTRAINT kept_number CHECK (number ~ '^(0|[1-9][0-9]{0,17})$') NOT VALID;
CREATE OR REPLACE FUNCTION only_forward() RETURNS trigger LANGUAGE plpgsql SET search_path = dxcheck, pg_temp AS $$
BEGIN
  IF NEW.name IS DISTINCT FROM OLD.name OR NEW.version <> OLD.version + 1
    OR (NEW.original IS NOT NULL AND EXISTS (SELECT FROM kept WHERE document = NEW.name)) THEN
    RAISE EXCEPTION 'a document only goes forward' USING ERRCODE = 'DX001';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER documents_go_forward ON documents;
CREATE TRIGGER documents_go_forward BEFORE UPDATE ON documents FOR EACH ROW
  WHEN (NEW.name IS DISTINCT FROM OLD.name OR NEW.version <> OLD.version + 1 OR NEW.original IS NOT NULL) EXECUTE FUNCTION only_forward();
CREATE FUNCTION file_only_forward() RETURNS trigger LANGUAGE plpgsql SET search_path = dxcheck, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'a file only goes forward' USING ERRCODE = 'DX001';
END $$;
CREATE TRIGGER files_go_forward BEFORE UPDATE ON files FOR EACH ROW
  WHEN (NEW.name IS DISTINCT FROM OLD.name OR NEW.version NOT IN (OLD.version, OLD.version + 1)) EXECUTE FUNCTION file_only_forward();

-- Of a snapshot that goes on only the number is another, to the letter: 2.0 is what 2 is, and nobody could read it.
CREATE OR REPLACE FUNCTION only_renumbered() RETURNS trigger LANGUAGE plpgsql SET search_path = dxcheck, pg_temp AS $$
BEGIN
  IF (NEW.document, NEW.tbl, NEW.key) IS DISTINCT FROM (OLD.document, OLD.tbl, OLD.key) THEN
    RAISE EXCEPTION 'what is in % never changes', TG_TABLE_NAME USING ERRCODE = 'DX001';
  END IF;
  IF NEW.body::text = OLD.body::text THEN
    RETURN NEW;
  END IF;
  IF current_setting('dxcheck.going_on', true) IS DISTINCT FROM NEW.document OR OLD.tbl <> 'snapshots'
    OR (NEW.body::jsonb - 'seq') IS DISTINCT FROM (OLD.body::jsonb - 'seq')
    OR NEW.body::text IS DISTINCT FROM regexp_replace(OLD.body::text, '"seq":[0-9]+', '"seq":' || (NEW.body ->> 'seq')) THEN
    RAISE EXCEPTION 'what is in % never changes', TG_TABLE_NAME USING ERRCODE = 'DX001';
  END IF;
  RETURN NEW;
END $$;

-- What the engine sets itself nobody else says: a version, and the number of a line, which the next one would stumble over.
REVOKE INSERT ON documents, files, logs, texts FROM dxcheck_worker, dxcheck_app, dxcheck_web;
GRANT INSERT (name, envelope, tables, original) ON documents TO dxcheck_worker, dxcheck_app, dxcheck_web;
GRANT INSERT (name, content) ON files, logs TO dxcheck_worker, dxcheck_app, dxcheck_web;
GRANT INSERT (name, content) ON texts TO dxcheck_worker, dxcheck_web;

-- Nobody erases from a screen: what is erased with a seat would be, also of drafts that it may not change.
REVOKE EXECUTE ON FUNCTION erase_in_document, erase_copy FROM dxcheck_app;

ALTER POLICY seat_adds ON documents WITH CHECK (
  places_of(name) && (SELECT seat_changes()) AND name ~ '{document}$' AND (envelope = '' OR json_typeof(envelope::json) = 'object'));
ALTER POLICY seat_changes ON documents
  WITH CHECK (places_of(name) && (SELECT seat_changes()) AND (envelope = '' OR json_typeof(envelope::json) = 'object'));
ALTER POLICY server_adds ON documents WITH CHECK (
  places_of(name) && (SELECT changes FROM standing) AND name ~ '{document}$' AND (envelope = '' OR json_typeof(envelope::json) = 'object'));
ALTER POLICY server_changes ON documents
  WITH CHECK (places_of(name) && (SELECT changes FROM standing) AND (envelope = '' OR json_typeof(envelope::json) = 'object'));
ALTER POLICY seat_adds ON records WITH CHECK (places_of(document) && (SELECT seat_changes()) AND NOT {no_record});
ALTER POLICY seat_adds ON kept WITH CHECK (places_of(document) && (SELECT seat_changes()) AND {kept});
ALTER POLICY seat_adds ON files WITH CHECK (places_of(name) && (SELECT seat_changes()) AND name ~ '{document}\.[0-9a-f]{8}\.altered$');
ALTER POLICY seat_changes ON files
  USING (places_of(name) && (SELECT seat_changes()) AND name ~ '{document}\.[0-9a-f]{8}\.altered$');
ALTER POLICY server_adds ON texts WITH CHECK (name ~ '^questionnaires/[^./\\:][^/\\:]{0,200}\.json$');
""".replace("{document}", DOCUMENT_SHAPE)
    .replace("{no_record}", KEPT_SHAPE)
    .replace("{kept}", _KEPT)
)
