"""The step that brings access into the engine: seats, and what each lets its holder see and change (docs/design.md section 4.7).

A seat says by where a document lies what may be read and changed (`dxcheck.store.granted`); a connection that shows its token has that, another has nothing. A token is
looked up with every statement, so a seat that ended is worth nothing at the next one. What a row may not tell by a policy (a lock, a deletion, a number that goes on) is
a function that asks `may_change` first.
"""

from __future__ import annotations

from typing import Final

ACCESS: Final = r"""
CREATE TABLE seats (
  hash bytea PRIMARY KEY,
  account text NOT NULL,
  address text NOT NULL,
  role text NOT NULL,
  reads text[] NOT NULL,
  changes text[] NOT NULL,
  acts text[] NOT NULL,
  basis jsonb NOT NULL,
  issued timestamptz NOT NULL DEFAULT now(),
  ends timestamptz NOT NULL,
  ended timestamptz
);
CREATE INDEX seats_of_account ON seats (account);
CREATE TABLE standing (role text PRIMARY KEY, reads text[] NOT NULL, changes text[] NOT NULL);
CREATE TABLE removed (name text NOT NULL, changed xid8 NOT NULL DEFAULT pg_current_xact_id(), at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (name, changed));
CREATE INDEX removed_changed ON removed (changed);

CREATE FUNCTION places_of(name text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY[name, split_part(name, '/', 1), split_part(name, '/', 1) || '/' || split_part(name, '/', 2), '*/' || split_part(name, '/', 2),
    split_part(name, '/', 1) || '/' || split_part(name, '/', 2) || '/' || split_part(name, '/', 3)]
$$;

-- seats -----------------------------------------------------------------------------------------------------------------

CREATE FUNCTION my_seat() RETURNS seats LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
DECLARE
  token text := current_setting('dxcheck.seat', true);
  seat seats;
BEGIN
  IF coalesce(token, '') = '' THEN
    RETURN NULL;
  END IF;
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'a seat sees what is there now' USING ERRCODE = 'DX002';
  END IF;
  SELECT * INTO seat FROM seats WHERE hash = sha256(convert_to(token, 'UTF8')) AND ended IS NULL AND ends > clock_timestamp();
  IF NOT FOUND THEN
    RAISE EXCEPTION 'this seat has ended' USING ERRCODE = 'DX002';
  END IF;
  RETURN seat;
END $$;
CREATE FUNCTION seat_reads() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
BEGIN
  RETURN (my_seat()).reads;
END $$;
CREATE FUNCTION seat_changes() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
BEGIN
  RETURN (my_seat()).changes;
END $$;
CREATE FUNCTION may_change(name text) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
BEGIN
  IF coalesce(current_setting('dxcheck.seat', true), '') <> '' THEN
    RETURN coalesce(places_of(name) && seat_changes(), false);
  END IF;
  IF pg_has_role(session_user, 'dxcheck_worker', 'MEMBER') THEN
    RETURN true;
  END IF;
  RETURN EXISTS (SELECT FROM standing WHERE pg_has_role(session_user, role, 'MEMBER') AND places_of(name) && changes);
END $$;
CREATE FUNCTION check_may_change(name text) RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
BEGIN
  IF NOT may_change(name) THEN
    RAISE EXCEPTION 'this may not be changed here' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

-- What an account may be is read off its record: whatever is another about that ends its seats, whoever wrote it and wherever.
CREATE FUNCTION records_now(document_name text, tbl_name text) RETURNS SETOF jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
DECLARE
  whole bytea;
BEGIN
  SELECT original INTO whole FROM documents WHERE name = document_name;
  IF whole IS NOT NULL THEN
    BEGIN
      RETURN QUERY SELECT value FROM jsonb_each(coalesce(convert_from(whole, 'UTF8')::jsonb -> tbl_name, '{}'));
    EXCEPTION WHEN data_exception THEN
      RETURN;
    END;
  ELSE
    RETURN QUERY SELECT body::jsonb FROM records WHERE document = document_name AND tbl = tbl_name;
  END IF;
END $$;
CREATE FUNCTION basis_of(account_name text) RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
DECLARE
  is_now jsonb;
BEGIN
  IF starts_with(account_name, 'link/') THEN
    SELECT jsonb_build_array('section', one -> 'municipality', one -> 'ask', one -> 'post') INTO is_now
      FROM records_now('prefecture/server/links.json', 'links') one
      WHERE starts_with(one ->> 'hash', substr(account_name, 6)) AND one ->> 'ended_at' IS NULL AND length(account_name) = 13;
  ELSE
    SELECT jsonb_build_array(one -> 'role', one -> 'municipality', one -> 'municipalities', one -> 'post') INTO is_now
      FROM records_now('prefecture/centre/accounts.json', 'accounts') one
      WHERE one ->> 'name' = account_name AND coalesce(one ->> 'disabled', 'false') = 'false';
  END IF;
  RETURN is_now;
END $$;
CREATE FUNCTION end_seats_without_basis() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
BEGIN
  UPDATE seats SET ended = clock_timestamp() WHERE ended IS NULL AND ends > clock_timestamp() AND basis IS DISTINCT FROM basis_of(account);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER accounts_end_seats AFTER INSERT OR UPDATE ON records DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.document IN ('prefecture/centre/accounts.json', 'prefecture/server/links.json') AND NEW.tbl IN ('accounts', 'links'))
  EXECUTE FUNCTION end_seats_without_basis();
CREATE CONSTRAINT TRIGGER accounts_gone_end_seats AFTER DELETE ON records DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.document IN ('prefecture/centre/accounts.json', 'prefecture/server/links.json') AND OLD.tbl IN ('accounts', 'links'))
  EXECUTE FUNCTION end_seats_without_basis();

CREATE FUNCTION issue_seat(seat_hash bytea, account_name text, seat_address text, seat_role text, may_read text[], may_write text[], may_do text[], seat_ends timestamptz)
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
DECLARE
  is_now jsonb := basis_of(account_name);
BEGIN
  IF length(seat_hash) <> 32 OR is_now ->> 0 IS DISTINCT FROM seat_role THEN
    RAISE EXCEPTION 'no account has this role' USING ERRCODE = 'DX003';
  END IF;
  IF seat_role <> 'centre' AND EXISTS (
    SELECT FROM unnest(may_read || may_write) place WHERE starts_with(place, '*') OR place ~ '^prefecture(/(?!shared$)|$)'
  ) THEN
    RAISE EXCEPTION 'no place of this role' USING ERRCODE = 'DX003';
  END IF;
  DELETE FROM seats WHERE coalesce(ended, ends) < clock_timestamp() - interval '1 day';
  INSERT INTO seats (hash, account, address, role, reads, changes, acts, basis, ends)
    VALUES (seat_hash, account_name, seat_address, seat_role, may_read, may_write, may_do, is_now, seat_ends);
END $$;
CREATE FUNCTION end_seat(seat_hash bytea) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
BEGIN
  UPDATE seats SET ended = clock_timestamp() WHERE hash = seat_hash AND ended IS NULL;
END $$;
CREATE FUNCTION end_seats_of(account_name text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
DECLARE
  many bigint;
BEGIN
  UPDATE seats SET ended = clock_timestamp() WHERE account = account_name AND ended IS NULL AND ends > clock_timestamp();
  GET DIAGNOSTICS many = ROW_COUNT;
  RETURN many;
END $$;

-- what is done by a function -------------------------------------------------------------------------------------------

CREATE FUNCTION lock_document(name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
BEGIN
  PERFORM check_may_change(name);
  PERFORM pg_advisory_xact_lock(hashtextextended(name, 20));
END $$;
CREATE FUNCTION drop_record(of_document text, of_tbl text, of_key text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
BEGIN
  PERFORM check_may_change(of_document);
  DELETE FROM records WHERE document = of_document AND tbl = of_tbl AND key = of_key;
END $$;
CREATE FUNCTION drop_document(of_name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
BEGIN
  PERFORM check_may_change(of_name);
  DELETE FROM documents WHERE name = of_name;
  DELETE FROM removed WHERE at < now() - interval '1 hour';
  INSERT INTO removed (name) VALUES (of_name) ON CONFLICT DO NOTHING;
END $$;

-- A municipality that follows another: its own snapshots get the numbers after its predecessor's, all of them by as much, once for each that it follows.
CREATE FUNCTION go_on_after(of_document text, codes text[], keys text[], numbers text[], places integer[], bodies text[])
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
DECLARE
  raised bigint[];
BEGIN
  PERFORM check_may_change(of_document);
  SELECT array_agg(DISTINCT (new.body::json ->> 'seq')::bigint - (old.body ->> 'seq')::bigint) INTO raised
    FROM kept old LEFT JOIN unnest(keys, bodies) AS new (key, body) ON new.key = old.key
    WHERE old.document = of_document AND old.tbl = 'snapshots';
  IF array_length(raised, 1) IS DISTINCT FROM 1 OR raised[1] IS NULL OR raised[1] <= 0
    OR coalesce(array_length(codes, 1), 0) = 0
    OR EXISTS (SELECT FROM records WHERE document = of_document AND tbl = 'inherited' AND body ->> 'code' = ANY (codes)) THEN
    RAISE EXCEPTION 'what is in kept never changes' USING ERRCODE = 'DX001';
  END IF;
  PERFORM set_config('dxcheck.going_on', of_document, true);
  UPDATE kept SET number = new.number, place = new.place, body = new.body::json
    FROM unnest(keys, numbers, places, bodies) AS new (key, number, place, body)
    WHERE kept.document = of_document AND kept.tbl = 'snapshots' AND kept.key = new.key;
  PERFORM set_config('dxcheck.going_on', '', true);
END $$;
CREATE OR REPLACE FUNCTION only_renumbered() RETURNS trigger LANGUAGE plpgsql SET search_path = dxcheck, pg_temp AS $$
BEGIN
  IF (NEW.document, NEW.tbl, NEW.key) IS DISTINCT FROM (OLD.document, OLD.tbl, OLD.key) THEN
    RAISE EXCEPTION 'what is in % never changes', TG_TABLE_NAME USING ERRCODE = 'DX001';
  END IF;
  IF NEW.body::text = OLD.body::text THEN
    RETURN NEW;
  END IF;
  IF current_setting('dxcheck.going_on', true) IS DISTINCT FROM NEW.document OR OLD.tbl <> 'snapshots'
    OR (NEW.body::jsonb - 'seq') IS DISTINCT FROM (OLD.body::jsonb - 'seq') THEN
    RAISE EXCEPTION 'what is in % never changes', TG_TABLE_NAME USING ERRCODE = 'DX001';
  END IF;
  RETURN NEW;
END $$;

-- what is set here, whoever writes --------------------------------------------------------------------------------------

CREATE FUNCTION stamped() RETURNS trigger LANGUAGE plpgsql SET search_path = dxcheck, pg_temp AS $$
BEGIN
  NEW.changed := pg_current_xact_id();
  RETURN NEW;
END $$;
CREATE TRIGGER documents_are_stamped BEFORE INSERT OR UPDATE ON documents FOR EACH ROW EXECUTE FUNCTION stamped();
CREATE TRIGGER files_are_stamped BEFORE INSERT OR UPDATE ON files FOR EACH ROW EXECUTE FUNCTION stamped();
CREATE FUNCTION numbered_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
BEGIN
  IF coalesce(current_setting('dxcheck.seat', true), '') <> '' AND EXISTS (
    SELECT FROM kept WHERE document = NEW.document AND tbl = 'snapshots' AND body ->> 'seq' = NEW.body ->> 'seq'
  ) THEN
    RAISE EXCEPTION 'this number is taken' USING ERRCODE = 'DX001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER kept_numbered_once BEFORE INSERT ON kept FOR EACH ROW WHEN (NEW.tbl = 'snapshots') EXECUTE FUNCTION numbered_once();
CREATE FUNCTION says_who() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
DECLARE
  seat seats;
  said jsonb;
  true_line jsonb;
BEGIN
  IF coalesce(current_setting('dxcheck.seat', true), '') = '' THEN
    RETURN NEW;
  END IF;
  seat := my_seat();
  BEGIN
    said := convert_from(NEW.content, 'UTF8')::jsonb;
  EXCEPTION WHEN data_exception THEN
    RAISE EXCEPTION 'no line of a log' USING ERRCODE = 'insufficient_privilege';
  END;
  IF jsonb_typeof(said) <> 'object' OR said ->> 'event' IS NULL OR NOT said ->> 'event' = ANY (seat.acts) OR length(NEW.content) > 2000
    OR position('\x0a'::bytea IN NEW.content) <> length(NEW.content) THEN
    RAISE EXCEPTION 'no line of this seat' USING ERRCODE = 'insufficient_privilege';
  END IF;
  true_line := jsonb_strip_nulls(jsonb_build_object(
    'at', to_char(clock_timestamp() AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS.US"+09:00"'),
    'event', said ->> 'event', 'account', seat.account, 'address', nullif(seat.address, ''), 'detail', nullif(left(said ->> 'detail', 200), '')
  ));
  IF said ->> 'account' IS DISTINCT FROM true_line ->> 'account' OR said ->> 'address' IS DISTINCT FROM true_line ->> 'address'
    OR length(said ->> 'detail') > 200 OR said - ARRAY['at', 'event', 'account', 'address', 'detail', 'sum'] <> '{}' THEN
    NEW.content := convert_to(true_line::text || E'\n', 'UTF8');  -- no sum: those of a folder's lines are made elsewhere
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER logs_say_who BEFORE INSERT ON logs FOR EACH ROW EXECUTE FUNCTION says_who();

-- rights ----------------------------------------------------------------------------------------------------------------

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA dxcheck FROM PUBLIC;
GRANT EXECUTE ON FUNCTION places_of, my_seat, seat_reads, seat_changes, may_change, lock_document, drop_record, drop_document, go_on_after
  TO dxcheck_worker, dxcheck_app, dxcheck_web;
GRANT EXECUTE ON FUNCTION issue_seat, end_seat, end_seats_of TO dxcheck_worker, dxcheck_web;
REVOKE DELETE ON documents, records FROM dxcheck_worker;
REVOKE UPDATE (body) ON kept FROM dxcheck_worker;
REVOKE UPDATE ON records FROM dxcheck_worker;
GRANT UPDATE (number, place, body) ON records TO dxcheck_worker;
REVOKE SELECT ON seats FROM dxcheck_worker;
GRANT SELECT ON removed TO dxcheck_worker;
GRANT USAGE ON SCHEMA dxcheck TO dxcheck_app, dxcheck_web;
GRANT SELECT ON form TO dxcheck_app, dxcheck_web;
GRANT SELECT ON documents, records, kept, texts, files, removed TO dxcheck_app, dxcheck_web;
GRANT SELECT ON standing TO dxcheck_web;
GRANT INSERT ON documents, records, files, logs TO dxcheck_app, dxcheck_web;
GRANT INSERT ON kept TO dxcheck_app;
GRANT INSERT ON texts TO dxcheck_web;
GRANT UPDATE (envelope, tables, original, version, changed) ON documents TO dxcheck_app, dxcheck_web;
GRANT UPDATE (number, place, body) ON records TO dxcheck_app, dxcheck_web;
GRANT UPDATE (number, place) ON kept TO dxcheck_app;
GRANT UPDATE (content, version, changed) ON files TO dxcheck_app, dxcheck_web;

ALTER TABLE form ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON form USING (true);
ALTER TABLE seats ENABLE ROW LEVEL SECURITY;
ALTER TABLE standing ENABLE ROW LEVEL SECURITY;
CREATE POLICY server ON standing FOR SELECT TO dxcheck_web USING (role = 'dxcheck_web');
DO $$
DECLARE
  one text;
  named text;
BEGIN
  FOREACH one IN ARRAY ARRAY['documents', 'records', 'kept', 'texts', 'logs', 'files', 'removed'] LOOP
    named := CASE WHEN one IN ('records', 'kept') THEN 'document' ELSE 'name' END;
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one);
    EXECUTE format('CREATE POLICY worker ON %I TO dxcheck_worker USING (true) WITH CHECK (true)', one);
    IF one <> 'logs' THEN
      EXECUTE format('CREATE POLICY seat_reads ON %I FOR SELECT TO dxcheck_app USING (places_of(%I) && (SELECT seat_reads()))', one, named);
      EXECUTE format('CREATE POLICY seat_adds ON %I FOR INSERT TO dxcheck_app WITH CHECK (places_of(%I) && (SELECT seat_changes()))', one, named);
      EXECUTE format('CREATE POLICY seat_changes ON %I FOR UPDATE TO dxcheck_app USING (places_of(%I) && (SELECT seat_changes()))', one, named);
      EXECUTE format('CREATE POLICY server_reads ON %I FOR SELECT TO dxcheck_web USING (places_of(%I) && (SELECT reads FROM standing))', one, named);
    END IF;
    EXECUTE format('CREATE POLICY server_adds ON %I FOR INSERT TO dxcheck_web WITH CHECK (places_of(%I) && (SELECT changes FROM standing))', one, named);
    EXECUTE format('CREATE POLICY server_changes ON %I FOR UPDATE TO dxcheck_web USING (places_of(%I) && (SELECT changes FROM standing))', one, named);
  END LOOP;
END $$;
CREATE POLICY seat_adds ON logs FOR INSERT TO dxcheck_app WITH CHECK (name = 'audit.log' AND (SELECT seat_reads()) IS NOT NULL);
"""
