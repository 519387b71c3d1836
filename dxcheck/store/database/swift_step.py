"""The step that asks less of the engine with every write: what refuses a change is asked only where there is something to refuse.

Nothing is allowed that was not. A trigger's function is called where the condition under which it did something holds, and the function that ends in every
statement of a seat looks the seat up itself instead of by way of another.
"""

from __future__ import annotations

from typing import Final

SWIFT: Final = r"""
DROP TRIGGER documents_go_forward ON documents;
CREATE TRIGGER documents_go_forward BEFORE UPDATE ON documents FOR EACH ROW
  WHEN (NEW.name IS DISTINCT FROM OLD.name OR NEW.version <= OLD.version OR NEW.original IS NOT NULL) EXECUTE FUNCTION only_forward();
DROP TRIGGER documents_are_stamped ON documents;
CREATE TRIGGER documents_are_stamped BEFORE INSERT OR UPDATE ON documents FOR EACH ROW
  WHEN (NEW.changed IS DISTINCT FROM pg_catalog.pg_current_xact_id()) EXECUTE FUNCTION stamped();
DROP TRIGGER files_are_stamped ON files;
CREATE TRIGGER files_are_stamped BEFORE INSERT OR UPDATE ON files FOR EACH ROW
  WHEN (NEW.changed IS DISTINCT FROM pg_catalog.pg_current_xact_id()) EXECUTE FUNCTION stamped();
"""
