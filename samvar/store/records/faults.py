"""What a driver of SQL says went wrong, in our words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import (
    DatabaseError,
    DataError,
    IntegrityError,
    InternalError,
    OperationalError,
)

from samvar.model.errors import BadInput, Conflict, CorruptStore, StoreUnavailable


@contextmanager
def as_ours(*, reading: bool = False) -> Iterator[None]:
    """Turn a driver's errors into ours; its own text may name a person, so it is dropped."""
    try:
        yield
    except (IntegrityError, sqlite3.IntegrityError):
        raise Conflict("the record is already there, or refers to one that is not") from None
    except (DataError, sqlite3.DataError):
        raise BadInput("a value does not fit the record store", why="too long, or NUL") from None
    except (OperationalError, InternalError, sqlite3.OperationalError) as fault:
        cause = fault if isinstance(fault, sqlite3.Error) else fault.orig
        if reading and "read" in str(cause) and "only" in str(cause):
            raise RuntimeError("a reading transaction of the record store was written to") from None
        if "locked" in str(cause):
            raise Conflict("another writer holds the record store", remedy="try again") from None
        raise StoreUnavailable(
            "the record store does not answer",
            why=type(cause).__name__,
            remedy="check the setting 'records', the disk and the server",
        ) from None
    except (DatabaseError, sqlite3.DatabaseError) as fault:
        if type(fault) not in (DatabaseError, sqlite3.DatabaseError):
            # A mistake of ours, not of the file.
            raise
        raise CorruptStore(
            "the record store's file is not a database, or is damaged",
            remedy="restore the newest backup",
        ) from None
