"""What PostgreSQL lets everybody do in a new database, and nobody may here.

That is: look at other people's statements and locks, end their connections, hold up a lock of theirs, and leave something behind.

Only a superuser may take these rights away; where somebody else makes the database ready, `dxcheck doctor` names what stayed open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from psycopg import sql

from dxcheck.store.database.connecting import one_value
from dxcheck.store.database.migrations import APP, WORKER

if TYPE_CHECKING:
    from psycopg import Connection

_TO_READ: Final = "pg_stat_get_activity|pg_stat_get_backend_.*|pg_lock_status|pg_blocking_pids|pg_prepared_xact"
_TO_END: Final = "pg_terminate_backend|pg_cancel_backend"
_TO_HOLD: Final = "pg_(try_)?advisory_.*"
_TO_LEAVE: Final = "lo_creat|lo_create|lo_from_bytea|lo_import"
CLOSED: Final = {_TO_READ: "pg_read_all_stats", _TO_END: "pg_signal_backend", _TO_HOLD: WORKER, _TO_LEAVE: WORKER}
"""Names of functions of the engine to the role that goes on having them."""
_FUNCTIONS: Final = """
SELECT oid::regprocedure::text FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ %s AND has_function_privilege(%s, oid, 'EXECUTE') ORDER BY 1
"""


def close(connection: Connection[Any]) -> None:
    """Take the rights from everybody, as far as the login may."""
    if not one_value(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        return
    for names, who in CLOSED.items():
        for (function,) in connection.execute(_FUNCTIONS, (f"^({names})$", APP)).fetchall():
            connection.execute(sql.SQL("REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC").format(sql.SQL(function)))
            connection.execute(sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(sql.SQL(function), sql.Identifier(who)))
    for language in ("plpgsql", "sql"):
        connection.execute(sql.SQL("REVOKE USAGE ON LANGUAGE {} FROM PUBLIC").format(sql.Identifier(language)))
    database = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(database))
    if one_value(connection, "SELECT to_regnamespace('public') IS NOT NULL"):
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    connection.execute(sql.SQL("ALTER ROLE {} SET track_activities = off").format(sql.Identifier(APP)))


def unclosed(connection: Connection[Any]) -> list[str]:
    """What a session could do to others all the same: functions by name, or the name of a right."""
    found = {
        function.partition("(")[0] for names in CLOSED for (function,) in connection.execute(_FUNCTIONS, (f"^({names})$", APP)).fetchall()
    }
    if one_value(connection, "SELECT has_database_privilege(%s, current_database(), 'TEMPORARY')", APP):
        found.add("TEMPORARY")
    return sorted(found)
