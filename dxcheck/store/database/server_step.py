"""The step that gives the web server rights of its own: what it reads and changes by itself, and nothing that holds an answer (docs/design.md section 4.7).

What it needs to know of documents that it may not read is told by functions: that they changed, and of an ask whose it is, until when, and how it stands.
"""

from __future__ import annotations

from typing import Final

SERVER: Final = r"""
-- Planned for what is asked: a plan for any moment would look at every row, twice a second.
CREATE FUNCTION stamps_since(since xid8) RETURNS TABLE (name text, version bigint, changed text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = dxcheck, pg_temp SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  RETURN QUERY
    SELECT d.name, d.version, d.changed::text FROM documents d WHERE d.changed >= since
    UNION ALL SELECT f.name, f.version, f.changed::text FROM files f WHERE f.changed >= since;
END $$;
CREATE FUNCTION removed_since(since xid8) RETURNS TABLE (name text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = dxcheck, pg_temp SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  RETURN QUERY
    SELECT r.name FROM removed r WHERE r.changed >= since
      AND NOT EXISTS (SELECT FROM documents d WHERE d.name = r.name) AND NOT EXISTS (SELECT FROM files f WHERE f.name = r.name);
END $$;

-- Of an ask: nothing of what is asked, why, and what was answered. What cannot be read has no head.
CREATE FUNCTION head_of_ask(ask jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE SET search_path = dxcheck, pg_temp AS $$
BEGIN
  RETURN jsonb_strip_nulls(jsonb_build_object(
    'id', ask -> 'id', 'municipality', ask -> 'municipality', 'post', ask -> 'post', 'due', ask -> 'due', 'asked_at', ask -> 'asked_at', 'place', ask -> 'place',
    'turns', (SELECT jsonb_agg(one -> 'kind' ORDER BY n) FROM jsonb_array_elements(ask -> 'turns') WITH ORDINALITY turn (one, n))
  ));
END $$;
CREATE FUNCTION ask_heads(codes text[], wanted text) RETURNS TABLE (code text, ask text, envelope text, head jsonb)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
DECLARE
  there documents;
BEGIN
  FOR there IN
    SELECT d.* FROM documents d WHERE wanted = '' AND EXISTS (SELECT FROM unnest(codes) one WHERE starts_with(d.name, one || '/asked/'))
    UNION ALL
    SELECT d.* FROM unnest(codes) one JOIN documents d ON d.name = one || '/asked/' || wanted || '/' || one || '.ask-' || wanted || '.json' WHERE wanted <> ''
  LOOP
    code := split_part(there.name, '/', 1);
    ask := split_part(there.name, '/', 3);
    BEGIN
      envelope := CASE WHEN there.original IS NULL THEN there.envelope ELSE (convert_from(there.original, 'UTF8')::jsonb -> 'dxcheck')::text END;
      SELECT head_of_ask(one) INTO head FROM records_now(there.name, 'asks') one LIMIT 1;
    EXCEPTION WHEN data_exception THEN
      envelope := NULL;
      head := NULL;
    END;
    RETURN NEXT;
  END LOOP;
END $$;

-- One server after the other: of guesses of a source (21), and of screens of an account (22).
CREATE FUNCTION take_turn(sort integer, whose text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
BEGIN
  IF sort NOT IN (21, 22) THEN
    RAISE EXCEPTION 'no turn of the servers' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(whose, sort));
END $$;

REVOKE EXECUTE ON FUNCTION stamps_since, removed_since, head_of_ask, ask_heads, take_turn FROM PUBLIC;
GRANT EXECUTE ON FUNCTION stamps_since, removed_since, ask_heads, take_turn TO dxcheck_worker, dxcheck_web;
REVOKE EXECUTE ON FUNCTION drop_document, go_on_after, my_seat, seat_reads, seat_changes FROM dxcheck_web;

-- Nothing of what never changes is shown: it holds answers. What is removed is told by name alone; of files the settings are read, and the marker is changed.
DO $$
DECLARE
  one text;
BEGIN
  FOREACH one IN ARRAY ARRAY['kept', 'files', 'removed', 'texts'] LOOP
    EXECUTE format('DROP POLICY server_reads ON %I', one);
    EXECUTE format('DROP POLICY server_adds ON %I', one);
    EXECUTE format('DROP POLICY server_changes ON %I', one);
  END LOOP;
END $$;
DROP POLICY server_changes ON logs;
REVOKE ALL ON removed FROM dxcheck_web;
CREATE FUNCTION is_of_server(name text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT name ~ '^(dxcheck\.json|prefecture/centre/accounts\.json|prefecture/server/(factors|links)\.json)(\.[0-9a-f]{8,64}\.altered)?$' OR name = 'dxcheck.json.bak'
$$;
REVOKE EXECUTE ON FUNCTION is_of_server FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_of_server TO dxcheck_web;
CREATE POLICY server_reads ON files FOR SELECT TO dxcheck_web
  USING (is_of_server(name) OR name IN ('roster.toml', 'disclosure.toml') OR (starts_with(name, 'questionnaires/') AND name ~ '\.toml$'));
CREATE POLICY server_adds ON files FOR INSERT TO dxcheck_web WITH CHECK (is_of_server(name));
CREATE POLICY server_changes ON files FOR UPDATE TO dxcheck_web USING (is_of_server(name)) WITH CHECK (is_of_server(name));
CREATE POLICY server_reads ON texts FOR SELECT TO dxcheck_web USING (true);
CREATE POLICY server_adds ON texts FOR INSERT TO dxcheck_web WITH CHECK (starts_with(name, 'questionnaires/'));
"""
