"""The SQL of the SQLite readings store. What is put in for `$table` and `$metric` are names of the catalogue only."""

from functools import lru_cache
from string import Template

from domain.metrics import METRICS

INSERT = Template(
    "INSERT INTO $table (device, observed_at, delay, $columns) VALUES ($marks)"
    " ON CONFLICT (device, observed_at) DO UPDATE SET $kept WHERE $new"
)
"""Leaves alone what is there already, and does not touch the page when nothing is new."""

LATEST = Template(
    "SELECT $metric, observed_at, delay FROM $table WHERE device = ? AND $metric IS NOT NULL"
    " ORDER BY observed_at DESC LIMIT 1"
)
SERIES = Template(
    "SELECT observed_at, $metric FROM $table WHERE device = (SELECT id FROM device WHERE name = ?)"
    " AND observed_at >= ? AND observed_at < ? AND $metric IS NOT NULL ORDER BY observed_at LIMIT ?"
)
BUCKETS = Template("""
WITH RECURSIVE
  asked AS MATERIALIZED (SELECT (SELECT id FROM device WHERE name = :device) AS id),
  bucket (n) AS (
    SELECT (SELECT min(observed_at) FROM $table
            WHERE device = (SELECT id FROM asked) AND observed_at >= :start AND observed_at < :end) / :step
    UNION ALL
    SELECT (SELECT min(observed_at) FROM $table
            WHERE device = (SELECT id FROM asked) AND observed_at >= (n + 1) * :step AND observed_at < :end) / :step
    FROM bucket WHERE n IS NOT NULL
  )
SELECT n * :step, (
    SELECT json_array(min($metric), avg($metric), max($metric), count($metric)) FROM $table
    WHERE device = (SELECT id FROM asked)
      AND observed_at >= max(n * :step, :start) AND observed_at < min((n + 1) * :step, :end)
  )
FROM bucket WHERE n IS NOT NULL
""")
"""From the first reading to the next bucket that has one. Twice as fast as GROUP BY, which sorts what is sorted."""

EXPIRED = Template(
    "SELECT id, (SELECT min(observed_at) FROM $table WHERE $table.device = device.id) < ?2 FROM device"
    " WHERE id > ?1 ORDER BY id LIMIT ?3"
)
"""Some devices past one, and whether each has readings that are too old."""
REMOVE = Template(
    "DELETE FROM $table WHERE device = ?1 AND observed_at < ?2 AND observed_at <= (SELECT max(observed_at)"
    " FROM (SELECT observed_at FROM $table WHERE device = ?1 ORDER BY observed_at LIMIT ?3))"
)
ERASE = Template(
    "DELETE FROM $table WHERE device = ?1 AND observed_at >= ?2 AND observed_at < ?3 AND observed_at <= ("
    "SELECT max(observed_at) FROM (SELECT observed_at FROM $table WHERE device = ?1 AND observed_at >= ?2"
    " ORDER BY observed_at LIMIT ?4))"
)
"""The oldest rows of a device in a span of time."""
ANY_LEFT = Template("SELECT EXISTS (SELECT 1 FROM $table WHERE device = ?)")
FORGET = "DELETE FROM device WHERE id = ?"
PROBE = "INSERT INTO probe (id, n) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET n = n + 1"

TABLES = (
    "CREATE TABLE IF NOT EXISTS device (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, metrics INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS metric (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    "CREATE TABLE IF NOT EXISTS probe (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)",
)
CLASS_TABLE = Template(
    "CREATE TABLE IF NOT EXISTS $table (device INTEGER NOT NULL, observed_at INTEGER NOT NULL,"
    " delay INTEGER NOT NULL, PRIMARY KEY (device, observed_at)) WITHOUT ROWID"
)
NEW_COLUMN = Template("ALTER TABLE $table ADD COLUMN $metric REAL")
NEW_INDEX = Template("CREATE INDEX ${metric}_at ON $table (device, observed_at) WHERE $metric IS NOT NULL")


@lru_cache(maxsize=512)
def about(template: Template, metric: str) -> str:
    """Fill in a metric of the catalogue and its table."""
    return template.substitute(metric=METRICS[metric].name, table=METRICS[metric].retained_as.value)
