"""What a node writes down in SQL: SQLite by default, PostgreSQL by URL, the same code."""

from samvar.store.records.engine import Records, Transaction

__all__ = ["Records", "Transaction"]
