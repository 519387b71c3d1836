"""The step for asks that cannot be read, also since they are nested deeper than the engine reads: they have no head, and hide no other's."""

from __future__ import annotations

from typing import Final

DEPTH: Final = r"""
CREATE OR REPLACE FUNCTION records_now(document_name text, tbl_name text) RETURNS SETOF jsonb
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
DECLARE
  whole bytea;
BEGIN
  SELECT original INTO whole FROM documents WHERE name = document_name;
  IF whole IS NOT NULL THEN
    BEGIN
      RETURN QUERY SELECT value FROM jsonb_each(coalesce(convert_from(whole, 'UTF8')::jsonb -> tbl_name, '{}'));
    EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
      RETURN;
    END;
  ELSE
    RETURN QUERY SELECT body::jsonb FROM records WHERE document = document_name AND tbl = tbl_name;
  END IF;
END $$;
CREATE OR REPLACE FUNCTION ask_heads(codes text[], wanted text) RETURNS TABLE (code text, ask text, envelope text, head jsonb)
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
      envelope := CASE WHEN there.original IS NULL THEN there.envelope::jsonb ELSE convert_from(there.original, 'UTF8')::jsonb -> 'dxcheck' END::text;
      SELECT head_of_ask(one) INTO head FROM records_now(there.name, 'asks') one LIMIT 1;
    EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
      envelope := NULL;
      head := NULL;
    END;
    RETURN NEXT;
  END LOOP;
END $$;
"""
