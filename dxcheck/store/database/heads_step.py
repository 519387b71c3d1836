"""The step for looking at many municipalities at once: beside each snapshot what it says without its answers, made by the engine whoever writes it."""

from __future__ import annotations

from typing import Final

SNAPSHOT_HEADS: Final = r"""
SET LOCAL statement_timeout = 0;
CREATE FUNCTION head_of(body json) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN jsonb_set(body::jsonb, '{answers}', 'null', false)::text;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;  -- what JSON may say and a jsonb cannot: it is read whole
END $$;
REVOKE EXECUTE ON FUNCTION head_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION head_of TO dxcheck_worker, dxcheck_app;
ALTER TABLE kept ADD COLUMN head text GENERATED ALWAYS AS (CASE WHEN tbl = 'snapshots' THEN head_of(body) END) STORED;
"""
