"""`samvar pgx passport`: issue, take back, fetch and check a passport."""

from __future__ import annotations
