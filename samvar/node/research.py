"""A cohort under a permit: what is counted, what the nation says, and a signed account of both.

The account is made for a reader in five years: under which permit and whose decisions, by which
rules, which questions were asked of whom, what each node wrote down, and the figures as shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

import samvar
from samvar.govern.act import permit
from samvar.govern.identity import Asker
from samvar.govern.keys import PublicKey
from samvar.model.clock import iso
from samvar.model.errors import BadFile, BadSignature, Refused, UsageError
from samvar.model.shape import learned
from samvar.network.ask import Network
from samvar.network.canonical import canonical
from samvar.network.merge import NationalAnswer
from samvar.network.operation import Operation
from samvar.network.operations.permit_decisions import DecisionRow
from samvar.node.node import Node
from samvar.node.permit_follow import Followed
from samvar.present.answer import plain
from samvar.present.printed import as_json

_DOMAIN = b"samvar/research-result/1\0"
_MOST_BYTES = 50_000_000


class Cohort(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is counted: people with any of these variants, or with these phenotypes of a gene.

    ancestries: strata beside the total, by the datasets' labels. release: only calls under this
    release of knowledge; "" for any.
    """

    assembly: str = "GRCh38"
    variants: tuple[str, ...] = ()
    gene: str = ""
    phenotypes: tuple[str, ...] = ()
    ancestries: tuple[str, ...] = ()
    release: str = ""

    def questions(self) -> list[tuple[str, dict[str, Any]]]:
        """The operations that answer it, with their arguments.

        >>> [name for name, _ in Cohort(gene="TPMT", phenotypes=("Poor Metabolizer",)).questions()]
        ['phenotype_frequency']

        Raises:
            UsageError: nobody is described.
        """
        strata: dict[str, Any] = {"strata": "ancestry" if self.ancestries else "none"}
        strata["ancestries"] = self.ancestries
        found: list[tuple[str, dict[str, Any]]] = []
        if self.variants:
            which = {"assembly": self.assembly, "variants": self.variants}
            found += [("carriers_count", which), ("variant_frequency", which | strata)]
        if bool(self.gene) != bool(self.phenotypes):
            raise UsageError("name a gene together with the phenotypes that are counted")
        if self.gene:
            which = {"gene": self.gene, "phenotypes": self.phenotypes, "release": self.release}
            found.append(("phenotype_frequency", which | strata))
        if not found:
            raise UsageError("say who is counted: variants, or a gene and its phenotypes")
        return found


class Result(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The account. Times are ISO 8601, UTC; key, signature: the asking node's, in hexadecimal.

    profile: the legal profile in force at the asking node; every node decided by its own.
    decisions: each controller's newest word on the permit. answers: as `samvar ask --json` prints
    them, each with the hash of its question, the nodes' epochs and receipts.
    """

    node: str
    account: str
    permit: str
    title: str
    application: str
    at: str
    profile: str
    profile_version: int
    profile_digest: str
    epoch_release: int
    cohort: Cohort
    decisions: tuple[DecisionRow, ...]
    answers: tuple[dict[str, Any], ...]
    software: str
    key: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """One question of a cohort, and the nation's answer."""

    operation: Operation
    args: msgspec.Struct
    answer: NationalAnswer


def measure(
    node: Node, network: Network, followed: Followed, cohort: Cohort, asker: Asker
) -> tuple[Measured, ...]:
    """Ask the nation about a cohort under a permit.

    A node that has not granted it refuses, and is named; none of its people is in a figure.

    Raises:
        Refused: no controller grants the permit now, or policy says no. UsageError, BadInput:
        the cohort makes no sense.
    """
    permit(node, asker, "see:permits", "measure-cohort", question=followed.application.digest)
    if not followed.granting:
        raise Refused(
            "no controller grants this permit now", remedy="see what each of them has said"
        )
    under = replace(asker, permit=followed.application.id)
    found = []
    for name, given in cohort.questions():
        operation = network.registry.newest(name)
        args = operation.read_args(given)
        answer = network.ask_now(operation, args, under, node.config.deadline_s)
        found.append(Measured(operation, args, answer))
    return tuple(found)


def account_of(
    node: Node,
    followed: Followed,
    cohort: Cohort,
    measured: Sequence[Measured],
    asker: Asker,
    *,
    epoch_release: int,
    now: datetime,
) -> Result:
    """The signed account of what was measured. epoch_release: the newest that this site has."""
    profile = node.policy.document
    bare = Result(
        node=node.id,
        account=asker.user.account,
        permit=followed.application.id,
        title=followed.application.title,
        application=followed.application.digest,
        at=iso(now),
        profile=node.policy.profile,
        profile_version=profile.manifest.version if profile else 0,
        profile_digest=profile.manifest.digest if profile else "",
        epoch_release=epoch_release,
        cohort=cohort,
        decisions=tuple(reply.row for reply in followed.replies if reply.row is not None),
        answers=tuple(
            {
                "question": one.operation.hash(one.args),
                **_builtins(plain(one.answer, one.args, one.operation.kind)),
            }
            for one in measured
        ),
        software=f"samvar {samvar.__version__}",
        key=node.key.public.id,
    )
    return msgspec.structs.replace(bare, signature=node.key.sign(_signed(bare)).hex())


def write_result(result: Result) -> bytes:
    """As a file."""
    return msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n"


def read_result(raw: bytes, keys: Sequence[PublicKey]) -> Result:
    """An account from a file, its signature checked against the asking node's keys.

    Raises:
        BadFile: it is not of the form. BadSignature: none of the keys signed it.
    """
    try:
        if len(raw) > _MOST_BYTES:
            raise ValueError("too long")
        result = msgspec.json.decode(raw, type=learned(Result))
        signature = bytes.fromhex(result.signature)
        signed = _signed(result)
    except (ValueError, msgspec.MsgspecError, UsageError):
        raise BadFile("this is not an account of a cohort under a permit") from None
    if any(key.verify(signed, signature) for key in keys):
        return result
    raise BadSignature("the account was not signed by this node, or was changed")


def _signed(result: Result) -> bytes:
    return _DOMAIN + canonical(msgspec.structs.replace(result, signature=""))


def _builtins(value: object) -> dict[str, Any]:
    """Plain values, as they are read back from the file."""
    found: dict[str, Any] = msgspec.json.decode(as_json(value), type=learned(dict[str, Any]))
    return found
