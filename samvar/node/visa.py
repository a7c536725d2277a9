"""What an applicant's visas come to before this node's controller, who alone pins their issuers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from samvar.govern.issuer import Issuer
from samvar.govern.visa import KINDS, Subject, Visa, VisaIssuer, weigh
from samvar.model.errors import BadConfig, Where
from samvar.model.permit import Application
from samvar.model.shape import learned
from samvar.network.roster import Roster
from samvar.node.config import NodeConfig
from samvar.node.issuer_keys import IssuerKeys, check_address
from samvar.node.node import Node


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    issuer: tuple[VisaIssuer, ...] = ()


def pinned_issuers(config: NodeConfig) -> tuple[VisaIssuer, ...]:
    """The issuers of visas that this node's controller believes; none without the setting.

    Raises:
        BadConfig: the file is none, or pins an issuer without its keys.
    """
    if config.visa_issuers is None:
        return ()
    where = Where(config.visa_issuers.name)
    try:
        table: dict[str, Any] = tomllib.loads(config.visa_issuers.read_text("utf-8"))
        found = msgspec.convert(table, learned(_File)).issuer
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise BadConfig(
            "the file of visa issuers cannot be read", where=where, why=str(fault)
        ) from None
    for one in found:
        if bool(one.jwks_url) == bool(one.keys) or set(one.kinds) - set(KINDS):
            raise BadConfig(
                f"the visa issuer {one.id[:80]} is not pinned",
                where=where,
                why="it has neither or both of jwks_url and keys, or an unknown kind",
                remedy=f"kinds are some of {', '.join(KINDS)}",
            )
        if one.jwks_url:
            check_address(one.jwks_url)
    if len({one.id for one in found}) != len(found):
        raise BadConfig("a visa issuer is pinned twice", where=where)
    return found


def evidence(
    node: Node, roster: Roster, application: Application, keys: IssuerKeys, now: datetime
) -> tuple[Visa, ...]:
    """Each visa of an application, looked at by this node itself. It decides nothing.

    A visa counts for the applicant if it is about the name that the issuer of their own centre has
    for them; where that issuer's accounts are not its `sub`, none can be told to be theirs.
    """
    if not application.visas:
        return ()

    def current(issuer: VisaIssuer, kid: str) -> Sequence[Mapping[str, str]]:
        return keys(Issuer(issuer.id, "", (), issuer.keys, issuer.jwks_url), kid)

    pinned, subject = pinned_issuers(node.config), _subject(roster, application)
    return weigh(application.visas, pinned, current, subject, now)


def _subject(roster: Roster, application: Application) -> Subject:
    account, _, centre = application.applicant.rpartition("@")
    member = roster.find(application.node)
    known = member.issuers if member else ()
    vouching = {
        one.id
        for one in known
        if one.claims.subject == "sub" and (centre in one.centres if centre else one.nationwide)
    }
    return Subject(account, frozenset(vouching))
