"""What PostgreSQL lets everybody do in a new database, and nobody may here.

That is: look at other people's statements and locks, end their connections, hold up a lock of theirs, and leave something behind.

Most of it only a superuser may take away; making temporary tables, and anything in the schema `public`, also whoever owns the database. `dxcheck doctor` names what
stayed open. One thing nobody can close: a login may change its own password and what its connections begin with, and `set_by_themselves` tells of the latter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from psycopg import sql

from dxcheck.store.database.connecting import one_value
from dxcheck.store.database.migrations import APP, WEB, WORKER

if TYPE_CHECKING:
    from psycopg import Connection

_TO_READ: Final = "pg_stat_get_activity|pg_stat_get_backend_.*|pg_lock_status|pg_blocking_pids|pg_prepared_xact"
_TO_END: Final = "pg_terminate_backend|pg_cancel_backend"
_TO_HOLD: Final = "pg_(try_)?advisory_.*"
_TO_LEAVE: Final = "lo_creat|lo_create|lo_from_bytea|lo_import|pg_logical_emit_message|pg_export_snapshot"
CLOSED: Final = {_TO_READ: "pg_read_all_stats", _TO_END: "pg_signal_backend", _TO_HOLD: WORKER, _TO_LEAVE: WORKER}
"""Names of functions of the engine to the role that goes on having them."""
BEGINS_WITH: Final = {"track_activities": "off", "temp_file_limit": "1GB"}
"""What the connections of sessions begin with, and cannot change: nothing of theirs is shown to others, and what they sort fills no disk."""
_SET: Final = """
SELECT rolname, split_part(unnest(setconfig), '=', 1) FROM pg_db_role_setting JOIN pg_roles r ON r.oid = setrole
WHERE rolname = ANY(%s) AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
"""
_READ_ALL: Final = "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND pg_has_role(oid, %s, 'MEMBER') ORDER BY rolname"
_FUNCTIONS: Final = """
SELECT oid::regprocedure::text FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ %s AND has_function_privilege(%s, oid, 'EXECUTE') ORDER BY 1
"""


def close(connection: Connection[Any]) -> None:
    """Take the rights from everybody, as far as the login may."""
    database = sql.Identifier(connection.info.dbname)
    if one_value(connection, "SELECT pg_has_role(datdba, 'MEMBER') FROM pg_database WHERE datname = current_database()"):
        connection.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(database))
    if one_value(connection, "SELECT pg_has_role(nspowner, 'MEMBER') FROM pg_namespace WHERE nspname = 'public'"):
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    if not one_value(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        return
    for login in that_read_everything(connection):
        connection.execute(sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(WORKER), sql.Identifier(login)))
    for names, who in CLOSED.items():
        for (function,) in connection.execute(_FUNCTIONS, (f"^({names})$", APP)).fetchall():
            connection.execute(sql.SQL("REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC").format(sql.SQL(function)))
            connection.execute(sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(sql.SQL(function), sql.Identifier(who)))
    for language in ("plpgsql", "sql"):
        connection.execute(sql.SQL("REVOKE USAGE ON LANGUAGE {} FROM PUBLIC").format(sql.Identifier(language)))
    for name, value in BEGINS_WITH.items():
        connection.execute(sql.SQL("ALTER ROLE {} SET {} = {}").format(sql.Identifier(APP), sql.Identifier(name), sql.Literal(value)))


def unclosed(connection: Connection[Any]) -> list[str]:
    """What a session could do to others all the same: functions by name, or the name of a right."""
    found = {
        function.partition("(")[0] for names in CLOSED for (function,) in connection.execute(_FUNCTIONS, (f"^({names})$", APP)).fetchall()
    }
    if one_value(connection, "SELECT has_database_privilege(%s, current_database(), 'TEMPORARY')", APP):
        found.add("TEMPORARY")
    if one_value(
        connection, "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname !~ '^pg_' AND has_schema_privilege(%s, oid, 'CREATE'))", APP
    ):
        found.add("CREATE")
    return sorted(found)


def that_read_everything(connection: Connection[Any]) -> list[str]:
    """Which of the logins of sessions and of the server somebody made a member of the role of commands: nothing keeps sessions apart then."""
    return [login for (login,) in connection.execute(_READ_ALL, ([APP, WEB], WORKER)).fetchall()]


def set_by_themselves(connection: Connection[Any]) -> list[str]:
    """What the connections of sessions and of the server begin with that dxcheck did not say, each as `login: name`: somebody who took one over may have, against the others."""
    rows = connection.execute(_SET, ([APP, WEB],)).fetchall()
    return sorted({f"{role}: {name}" for role, name in rows if not (role == APP and name in BEGINS_WITH)})
