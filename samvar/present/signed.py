"""A signed record: a form with a name, one byte sequence (RFC 8785), and a node's signature.

The record is the document; every page, PDF and bundle is made of it and of nothing else. It is
signed over its canonical bytes with an empty `signature`, under the form's name as a domain of its
own, so that no other document of a node can be taken for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import msgspec

from samvar.govern.keys import NodeKey, PublicKey
from samvar.model.errors import BadFile, UsageError, Where
from samvar.model.shape import learned
from samvar.network.canonical import canonical
from samvar.network.wire import UNREADABLE

T = TypeVar("T")


def signed_by(name: str | None, account: str) -> str:
    """Who signed, as every form says it: the person's name, and the id that their issuer vouches
    for, such as a HSA id. A record from before names were pinned has the id alone.

    >>> signed_by("Astrid Lindqvist", "SE2321000016-1KQ2"), signed_by(None, "geneticist")
    ('Astrid Lindqvist, SE2321000016-1KQ2', 'geneticist')
    """
    return ", ".join(filter(None, (name, account)))


def _whole(fields: dict[str, Any]) -> dict[str, Any]:
    return fields


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """One form of record. name: as `samvar/pgx-report/1`; what: in words, for errors.

    shape: a frozen dataclass with `signer` and `signature`, empty until signed. trimmed: leaves
    fields out that earlier records of the form did not have, where they are empty.
    """

    name: str
    shape: type[T]
    what: str
    trimmed: Callable[[dict[str, Any]], dict[str, Any]] = _whole

    def document(self, record: T) -> dict[str, Any]:
        """The record as JSON-able values; `form` says which shape it has."""
        return {"form": self.name, **self.trimmed(msgspec.to_builtins(record))}

    def of_document(self, document: Mapping[str, Any]) -> T:
        """What `document` made.

        Raises:
            BadFile: another shape, an unknown or a lacking field. The record is never quoted.
        """
        where = Where("report")
        fields = {name: value for name, value in document.items() if name != "form"}
        if document.get("form") != self.name:
            raise BadFile(f"this is no {self.what} of ours", where=where)
        try:
            record = msgspec.convert(fields, learned(self.shape))
            same = self.written(record) == canonical(document)
        except (*UNREADABLE, UsageError):
            raise BadFile("the report has another shape", where=where) from None
        if not same:
            raise BadFile("the report has fields that we do not know", where=where)
        return record

    def written(self, record: T) -> bytes:
        """The record as it is kept and downloaded, with its signature.

        Raises:
            UsageError: a text is not Unicode, or a number is none.
        """
        return canonical(self.document(record))

    def read(self, raw: bytes) -> T:
        """What `written` wrote.

        Raises:
            BadFile: not JSON, or not a record of the form.
        """
        try:
            found = msgspec.json.decode(raw)
        except UNREADABLE:
            raise BadFile("this is not JSON", where=Where("report")) from None
        if not isinstance(found, dict):
            raise BadFile("the report has another shape", where=Where("report"))
        return self.of_document(found)

    def sign(self, record: T, signer: str, key: NodeKey) -> T:
        """The record with its signer (a node's id) and the signature of the node's key."""
        named = _with(record, signer=signer)
        return _with(named, signature=key.sign(self._signed(named)).hex())

    def verify(self, record: T, keys: Iterable[PublicKey]) -> bool:
        """Whether one of these keys signed exactly this record; an unsigned one is not signed."""
        given: Any = record
        try:
            signature = bytes.fromhex(given.signature)
        except ValueError:
            return False
        signed = self._signed(record)
        return any(key.verify(signed, signature) for key in keys)

    def _signed(self, record: T) -> bytes:
        return f"{self.name}\0".encode() + self.written(_with(record, signature=""))


def _with(record: T, **values: str) -> T:
    known: Any = record  # a dataclass: nothing says so of a type variable
    changed: T = replace(known, **values)
    return changed
