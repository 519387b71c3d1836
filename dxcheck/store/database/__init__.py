"""The shelf that is a PostgreSQL database (docs/design.md section 4). Imported only where a database is named: nobody else needs psycopg."""
