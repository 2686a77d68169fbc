"""Where things rest: readings (SQLite, InfluxDB) and records (SQLite, PostgreSQL). The only room that knows SQL or Flux."""
