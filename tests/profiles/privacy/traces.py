"""Looks for words in every column of every table: what an erasure has left behind."""

from django.db import connection
from psycopg import sql

COLUMNS = """
SELECT table_name, column_name, data_type FROM information_schema.columns
WHERE table_schema = 'public' AND data_type IN
    ('text', 'character varying', 'character', 'json', 'jsonb', 'ARRAY', 'inet', 'bytea')
ORDER BY table_name, column_name
"""
FOUND = sql.SQL("SELECT EXISTS (SELECT 1 FROM {} WHERE {} ILIKE %s)")
AS_TEXT = sql.SQL("{}::text")
BYTES_AS_TEXT = sql.SQL("encode({}, 'escape')")


def columns_with(words: str) -> list[str]:
    """`table.column` of wherever these words stand."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        return [
            f"{table}.{column}"
            for table, column, kind in cursor.fetchall()
            if _stands_in(cursor, table, column, kind, words)
        ]


def _stands_in(cursor: object, table: str, column: str, kind: str, words: str) -> bool:
    read = BYTES_AS_TEXT if kind == "bytea" else AS_TEXT
    query = FOUND.format(sql.Identifier(table), read.format(sql.Identifier(column)))
    cursor.execute(query, [f"%{words}%"])
    return cursor.fetchone()[0]
