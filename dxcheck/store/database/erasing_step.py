"""The step with which a text can be erased for good (`dxcheck redact`), also in what never changes otherwise.

One function does it, for the command line alone since `dxcheck.store.database.shapes_step`, and writes into the log that it was done and by whom. It is the work of a role of its own, as which
nobody logs in and of which nobody is a member: the triggers know it by that. It can do one thing: put `ERASED` or `SHORT` in the place of words. Whatever else differs between
a record as it is and as it shall be, a level, a time, an id, a number of records, is refused.
"""

from __future__ import annotations

from typing import Final

ERASER: Final = "dxcheck_eraser"
_NAMES: Final = """
action as_of ask asked_at at carried_over chosen chosen_at changed_at choice closed_at closes_on code collected_for confirmed_at copied cycle date day due ended_at
expected_from finished_at groups half hash id is_chosen item items kind level made_at mail mark met minutes money municipality number pain paper questionnaire quick
revision seen seq session settled_at sharing snapshot source started_at state subject submitted_at supersedes taken_back_at target tellers ticks times until value version
visit what withdrawn_at
"""
NEVER_ERASED: Final = tuple(_NAMES.split())
"""Names of fields below which people write no text: nothing below them is ever another afterwards."""
NO_TEXT: Final = ("draft", "kept")
"""Those below which they may write some, but which are no texts themselves."""

ERASING: Final = r"""
CREATE FUNCTION is_erased(old_text text, new_text text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE SET search_path = dxcheck, pg_temp AS $$
DECLARE
  stays text[] := regexp_split_to_array(new_text, '〔削除〕|〓+');
  rest text := old_text;
  at integer;
BEGIN
  IF new_text = old_text THEN
    RETURN true;
  END IF;
  IF array_length(stays, 1) < 2 OR NOT starts_with(rest, stays[1]) THEN
    RETURN false;
  END IF;
  rest := substr(rest, length(stays[1]) + 1);
  FOR number IN 2 .. array_length(stays, 1) - 1 LOOP
    at := position(stays[number] IN substr(rest, 2));
    IF at = 0 OR rest = '' THEN
      RETURN false;
    END IF;
    rest := substr(rest, at + 1 + length(stays[number]));
  END LOOP;
  RETURN length(rest) > length(stays[array_length(stays, 1)]) AND right(rest, length(stays[array_length(stays, 1)])) = stays[array_length(stays, 1)];
END $$;
CREATE FUNCTION only_texts_erased(old json, new json) RETURNS boolean LANGUAGE plpgsql IMMUTABLE SET search_path = dxcheck, pg_temp AS $$
DECLARE
  one record;
BEGIN
  IF old::text = new::text THEN
    RETURN true;
  END IF;
  IF json_typeof(old) <> json_typeof(new) THEN
    RETURN false;
  END IF;
  CASE json_typeof(old)
    WHEN 'string' THEN
      RETURN is_erased(old #>> '{}', new #>> '{}');
    WHEN 'array' THEN
      IF json_array_length(old) <> json_array_length(new) THEN
        RETURN false;
      END IF;
      FOR one IN SELECT was.value AS was, will.value AS will
        FROM json_array_elements(old) WITH ORDINALITY was JOIN json_array_elements(new) WITH ORDINALITY will USING (ordinality)
        WHERE was.value::text <> will.value::text
      LOOP
        IF NOT only_texts_erased(one.was, one.will) THEN
          RETURN false;
        END IF;
      END LOOP;
      RETURN true;
    WHEN 'object' THEN
      IF (SELECT array_agg(name) FROM json_object_keys(old) name) = (SELECT array_agg(name) FROM json_object_keys(new) name) THEN
        FOR one IN SELECT was.key, was.value AS was, will.value AS will
          FROM json_each(old) WITH ORDINALITY was JOIN json_each(new) WITH ORDINALITY will USING (ordinality)
          WHERE was.value::text <> will.value::text
        LOOP
          IF one.key = ANY (ARRAY[{never}]) OR one.key = ANY (ARRAY[{no_text}]) AND 'string' IN (json_typeof(one.was), json_typeof(one.was -> 0))
            OR NOT only_texts_erased(one.was, one.will) THEN
            RETURN false;
          END IF;
        END LOOP;
        RETURN true;
      END IF;
      -- Names that people wrote, each with one thing that nobody wrote: several may become the same.
      RETURN (SELECT coalesce(bool_and(json_typeof(was.value) = 'string'), true) FROM json_each(old) was)
        AND NOT EXISTS (SELECT FROM json_object_keys(old) name WHERE name = ANY (ARRAY[{never}]))
        AND NOT EXISTS (SELECT FROM json_each(new) will WHERE NOT EXISTS (
          SELECT FROM json_each(old) was WHERE is_erased(was.key, will.key) AND was.value::text = will.value::text))
        AND NOT EXISTS (SELECT FROM json_object_keys(old) was WHERE NOT EXISTS (
          SELECT FROM json_object_keys(new) will WHERE is_erased(was, will)))
        AND (SELECT count(*) FROM json_object_keys(new)) <= (SELECT count(*) FROM json_object_keys(old));
    ELSE
      RETURN false;
  END CASE;
END $$;
CREATE FUNCTION only_erased() RETURNS trigger LANGUAGE plpgsql SET search_path = dxcheck, pg_temp AS $$
BEGIN
  IF (NEW.document, NEW.tbl, NEW.key, NEW.number, NEW.place) IS DISTINCT FROM (OLD.document, OLD.tbl, OLD.key, OLD.number, OLD.place)
    OR NOT only_texts_erased(OLD.body, NEW.body) THEN
    RAISE EXCEPTION 'what is in % never changes', TG_TABLE_NAME USING ERRCODE = 'DX001';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER kept_as_it_was ON kept;
CREATE TRIGGER kept_as_it_was BEFORE UPDATE ON kept FOR EACH ROW WHEN (current_user <> 'dxcheck_eraser') EXECUTE FUNCTION only_renumbered();
CREATE TRIGGER kept_only_erased BEFORE UPDATE ON kept FOR EACH ROW WHEN (current_user = 'dxcheck_eraser') EXECUTE FUNCTION only_erased();
CREATE TRIGGER records_only_erased BEFORE UPDATE ON records FOR EACH ROW WHEN (current_user = 'dxcheck_eraser') EXECUTE FUNCTION only_erased();
DROP TRIGGER logs_say_who ON logs;
CREATE TRIGGER logs_say_who BEFORE INSERT ON logs FOR EACH ROW WHEN (current_user <> 'dxcheck_eraser') EXECUTE FUNCTION says_who();

CREATE FUNCTION who_may_erase() RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
DECLARE
  seat seats;
BEGIN
  IF coalesce(current_setting('dxcheck.seat', true), '') <> '' THEN
    seat := my_seat();
    IF seat.role = 'centre' THEN
      RETURN jsonb_build_object('account', seat.account, 'address', nullif(seat.address, ''));
    END IF;
  ELSIF pg_has_role(session_user, 'dxcheck_worker', 'MEMBER') THEN
    RETURN jsonb_build_object('account', 'postgresql/' || session_user);
  END IF;
  RAISE EXCEPTION 'only the centre erases texts' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION hold_for_erasing(name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(name, 20));
END $$;
CREATE FUNCTION log_erasing(who jsonb, what text) RETURNS void LANGUAGE plpgsql SET search_path = dxcheck, pg_temp AS $$
BEGIN
  INSERT INTO logs (name, content) VALUES ('audit.log', convert_to(jsonb_strip_nulls(who || jsonb_build_object(
    'at', to_char(clock_timestamp() AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS.US"+09:00"'), 'event', 'erased', 'detail', what
  ))::text || E'\n', 'UTF8'));
END $$;

-- Of a document the records that shall be another, all of which must be there, and its envelope, in which nothing but the sum may be another.
CREATE FUNCTION erase_in_document(of_name text, new_envelope text, tbls text[], keys text[], bodies text[]) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
DECLARE
  who jsonb := who_may_erase();
  old_envelope text;
  many bigint;
  more bigint;
BEGIN
  PERFORM hold_for_erasing(of_name);
  SELECT envelope INTO old_envelope FROM documents WHERE name = of_name AND original IS NULL;
  IF old_envelope IS NULL OR (new_envelope::jsonb - 'sum') IS DISTINCT FROM (old_envelope::jsonb - 'sum')
    OR new_envelope::jsonb ->> 'sum' !~ '^[0-9a-f]{24}$' OR coalesce(array_length(keys, 1), 0) = 0 THEN
    RAISE EXCEPTION 'nothing but texts is erased' USING ERRCODE = 'DX001';
  END IF;
  UPDATE kept SET body = new.body::json FROM unnest(tbls, keys, bodies) AS new (tbl, key, body)
    WHERE kept.document = of_name AND kept.tbl = new.tbl AND kept.key = new.key;
  GET DIAGNOSTICS many = ROW_COUNT;
  UPDATE records SET body = new.body::json FROM unnest(tbls, keys, bodies) AS new (tbl, key, body)
    WHERE records.document = of_name AND records.tbl = new.tbl AND records.key = new.key;
  GET DIAGNOSTICS more = ROW_COUNT;
  IF many + more <> array_length(keys, 1) THEN
    RAISE EXCEPTION 'nothing but texts is erased' USING ERRCODE = 'DX001';
  END IF;
  UPDATE documents SET envelope = new_envelope, version = version + 1 WHERE name = of_name;
  PERFORM log_erasing(who, of_name || ' ' || (many + more));
  RETURN many + more;
END $$;
-- Of what was set aside because somebody else than dxcheck had written it: its name promises its content, so it gets another with another content, or goes.
CREATE FUNCTION erase_copy(of_name text, new_name text, new_content bytea) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
DECLARE
  who jsonb := who_may_erase();
  document text := substring(of_name FROM '^(.*\.json)\.[0-9a-f]+\.altered$');
BEGIN
  IF document IS NULL OR new_name <> document || '.' || left(encode(sha256(new_content), 'hex'), 8) || '.altered' THEN
    RAISE EXCEPTION 'only what was set aside' USING ERRCODE = 'DX001';
  END IF;
  PERFORM hold_for_erasing(document);
  DELETE FROM files WHERE name = of_name;
  IF new_name IS NOT NULL THEN
    INSERT INTO files (name, content) VALUES (new_name, new_content) ON CONFLICT DO NOTHING;
  END IF;
  INSERT INTO removed (name) VALUES (of_name) ON CONFLICT DO NOTHING;
  PERFORM log_erasing(who, of_name);
END $$;

GRANT USAGE ON SCHEMA dxcheck TO dxcheck_eraser;
GRANT SELECT ON documents, records, kept, files TO dxcheck_eraser;
GRANT UPDATE (envelope, version) ON documents TO dxcheck_eraser;
GRANT UPDATE (body) ON records, kept TO dxcheck_eraser;
GRANT INSERT, DELETE ON files TO dxcheck_eraser;
GRANT INSERT (name) ON removed TO dxcheck_eraser;
GRANT INSERT (name, content) ON logs TO dxcheck_eraser;
CREATE POLICY eraser_reads ON documents FOR SELECT TO dxcheck_eraser USING (true);
CREATE POLICY eraser_changes ON documents FOR UPDATE TO dxcheck_eraser USING (true);
CREATE POLICY eraser_reads ON records FOR SELECT TO dxcheck_eraser USING (true);
CREATE POLICY eraser_changes ON records FOR UPDATE TO dxcheck_eraser USING (true);
CREATE POLICY eraser_reads ON kept FOR SELECT TO dxcheck_eraser USING (true);
CREATE POLICY eraser_changes ON kept FOR UPDATE TO dxcheck_eraser USING (true);
CREATE POLICY eraser_reads ON files FOR SELECT TO dxcheck_eraser USING (name LIKE '%.altered');
CREATE POLICY eraser_adds ON files FOR INSERT TO dxcheck_eraser WITH CHECK (name LIKE '%.altered');
CREATE POLICY eraser_removes ON files FOR DELETE TO dxcheck_eraser USING (name LIKE '%.altered');
CREATE POLICY eraser_adds ON removed FOR INSERT TO dxcheck_eraser WITH CHECK (name LIKE '%.altered');
CREATE POLICY eraser_adds ON logs FOR INSERT TO dxcheck_eraser WITH CHECK (name = 'audit.log');
REVOKE EXECUTE ON FUNCTION is_erased, only_texts_erased, only_erased, who_may_erase, hold_for_erasing, log_erasing, erase_in_document, erase_copy FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_erased, only_texts_erased, who_may_erase, hold_for_erasing, log_erasing TO dxcheck_eraser;
GRANT EXECUTE ON FUNCTION erase_in_document, erase_copy TO dxcheck_worker, dxcheck_app;
DO $$
BEGIN
  IF to_regprocedure('head_of(json)') IS NOT NULL THEN  -- what is kept beside a snapshot is made anew with it, by whoever changes it
    GRANT EXECUTE ON FUNCTION head_of(json) TO dxcheck_eraser;
  END IF;
END $$;
-- A function is given to another role by who is a member of both, where that role may make functions; neither is so any longer afterwards.
GRANT CREATE ON SCHEMA dxcheck TO dxcheck_eraser;
GRANT dxcheck_eraser TO CURRENT_USER;
ALTER FUNCTION erase_in_document OWNER TO dxcheck_eraser;
ALTER FUNCTION erase_copy OWNER TO dxcheck_eraser;
REVOKE dxcheck_eraser FROM CURRENT_USER;
REVOKE CREATE ON SCHEMA dxcheck FROM dxcheck_eraser;
""".replace("{never}", ", ".join(f"'{one}'" for one in NEVER_ERASED)).replace("{no_text}", ", ".join(f"'{one}'" for one in NO_TEXT))
