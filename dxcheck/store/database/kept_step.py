"""The step that lets nobody hide what is kept behind something else: of a table every number is there once, and who works here moves rows by a function alone.

A document is put together from its rows by their numbers, as TinyDB has them: of two with one number, readers would see the second.
"""

from __future__ import annotations

from typing import Final

KEPT_NUMBERS: Final = r"""
SET LOCAL statement_timeout = 0;
ALTER TABLE kept ADD CONSTRAINT kept_numbered UNIQUE (document, tbl, number) DEFERRABLE;

CREATE FUNCTION place_kept(of_document text, tbls text[], keys text[], numbers text[], places integer[])
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = dxcheck, pg_temp AS $$
BEGIN
  PERFORM check_may_change(of_document);
  UPDATE kept SET number = new.number, place = new.place
    FROM unnest(tbls, keys, numbers, places) AS new (tbl, key, number, place)
    WHERE kept.document = of_document AND kept.tbl = new.tbl AND kept.key = new.key;
END $$;
REVOKE EXECUTE ON FUNCTION place_kept FROM PUBLIC;
GRANT EXECUTE ON FUNCTION place_kept TO dxcheck_worker, dxcheck_app;
REVOKE UPDATE (number, place) ON kept FROM dxcheck_worker, dxcheck_app;
"""
