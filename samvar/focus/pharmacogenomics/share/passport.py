"""Which passport a patient carries, and which ones each node has taken back."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from samvar.focus.pharmacogenomics.passport import hashed
from samvar.focus.pharmacogenomics.records import Passports
from samvar.model.clock import iso, utc_now
from samvar.model.consent import Use
from samvar.model.errors import UsageError
from samvar.network.kind import Union
from samvar.network.operation import Operation
from samvar.network.view import View


class PassportArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """id: the passport that the patient carries; "" for the status lists only."""

    id: str = ""


class PassportRow(msgspec.Struct, frozen=True):
    """One node's word. document: the passport, "" where it may not be read out, or is another
    node's. revoked: SHA-256 of the ids that the node has taken back, as of `at`."""

    node: str
    document: str
    revoked: tuple[str, ...]
    at: str


def _row_key(row: PassportRow) -> tuple[str, ...]:
    return (row.node,)


def answer_passport(args: PassportArgs, view: View) -> Mapping[tuple[str, ...], PassportRow]:
    """This node's status list, and the passport if the patient has named the asker's centre."""
    centre = view.asker.user.centre if view.asker else None
    now = utc_now()
    held = view.read(lambda tx: Passports(tx.connection).find(args.id)) if args.id else None
    document = ""
    if held is not None and centre in held.centres and held.expires > now and not held.revoked:
        said = view.read(lambda tx: tx.choices.standing([held.person])[held.person])
        # Naming the centre was a yes; a later no of the patient takes it back.
        if said.get((Use.PASSPORT, centre), True):
            document = held.document
    gone = view.read(lambda tx: Passports(tx.connection).revoked())
    outlived = view.read(lambda tx: Passports(tx.connection).taken_back())
    revoked = tuple(sorted({*map(hashed, gone), *outlived}))
    row = PassportRow(view.node_id, document, revoked, iso(now))
    return {_row_key(row): row}


def _check(args: PassportArgs) -> None:
    if args.id and not args.id.startswith("pas_"):
        raise UsageError("that is not the id of a passport")


PASSPORT = Operation(
    name="passport",
    version=1,
    title="Which passport does this patient carry, and is it still good?",
    args=PassportArgs,
    kind=Union(row=PassportRow, key=_row_key),
    permission="read:passport",
    disclosure="registered",
    verb="ask-passport",
    answer=answer_passport,
    check=_check,
    denominator=lambda _: None,
)
