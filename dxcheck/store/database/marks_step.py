"""The step for looking at many municipalities at once: beside each snapshot what choosing among snapshots looks at, in a place of that of `SNAPSHOT_HEADS`.

The engine makes it, whoever writes the snapshot. What is not as dxcheck writes it has none, and is read whole: nobody is told less of it than of a file.
"""

from __future__ import annotations

from typing import Final

SNAPSHOT_MARKS: Final = r"""
SET LOCAL statement_timeout = 0;
ALTER TABLE kept DROP COLUMN head;
DROP FUNCTION head_of;
CREATE FUNCTION mark_of(body json) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  one jsonb;
BEGIN
  one := body::jsonb;
  IF one ?& ARRAY['id', 'seq', 'municipality', 'questionnaire', 'scoring_rule', 'submitted_at', 'answered_by', 'confirmed_by', 'answers']
    AND concat_ws(' ', one ->> 'seq', one ->> 'scoring_rule') ~ '^[0-9]{1,9} [0-9]{1,9}$'
    AND concat_ws(' ', one ->> 'submitted_at', one ->> 'confirmed_at') ~ '^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}[+-][0-9]{2}:[0-9]{2} ?){1,2}$'
    AND coalesce(one ->> 'source', 'app') IN ('app', 'command', 'demo')
    AND NOT jsonb_path_exists(one, '$ ? (
      @.id.type() != "string" || @.seq.type() != "number" || @.municipality.type() != "string" || @.questionnaire.type() != "object"
      || @.questionnaire.id.type() != "string" || @.questionnaire.version.type() != "string" || @.questionnaire.hash.type() != "string"
      || @.scoring_rule.type() != "number" || @.submitted_at.type() != "string" || @.confirmed_at.type() != "string"
      || @.answered_by.type() != "string" || !(@.answered_by like_regex "^.{0,60}$" flag "s")
      || @.confirmed_by.type() != "string" || !(@.confirmed_by like_regex "^.{0,60}$" flag "s")
      || @.supersedes.type() != "string" || @.draft.type() != "string" || @.source.type() != "string"
      || @.questionnaire.scale.type() != "array" || exists(@.questionnaire.scale[*] ? (@.type() != "number"))
      || exists(@.carried_over ? (@.type() != "object")) || exists(@.posts ? (@.type() != "object"))
      || exists(@.carried_over.* ? (@.type() != "string" || !(@ like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")))
      || exists(@.posts.* ? (@.type() != "string" || !(@ like_regex "^.{0,60}$" flag "s")))
      || @.kept.type() != "array" || exists(@.kept[*] ? (@.type() != "string"))
      || @.copied.type() != "array" || exists(@.copied[*] ? (@.type() != "string"))
    )') AND one #> '{questionnaire,id}' IS NOT NULL AND one #> '{questionnaire,version}' IS NOT NULL AND one #> '{questionnaire,hash}' IS NOT NULL THEN
    RETURN jsonb_build_array(
      one -> 'id', one -> 'seq', jsonb_build_array(one #> '{questionnaire,id}'), one -> 'submitted_at', one -> 'answered_by',
      coalesce(one -> 'supersedes', '""'), coalesce(one -> 'draft', '""'), one -> 'collected_for'
    )::text;
  END IF;
  RETURN NULL;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;  -- what JSON may say and a jsonb cannot
END $$;
REVOKE EXECUTE ON FUNCTION mark_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mark_of TO dxcheck_worker, dxcheck_app, dxcheck_eraser;
ALTER TABLE kept ADD COLUMN mark text GENERATED ALWAYS AS (CASE WHEN tbl = 'snapshots' THEN mark_of(body) END) STORED;
"""
