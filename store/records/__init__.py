"""The records: everything that is no reading. SQLite or PostgreSQL, by URL."""

from store.records.opening import Records, open_records, records_url

__all__ = ["Records", "open_records", "records_url"]
