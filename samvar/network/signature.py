"""HTTP requests between nodes, signed as RFC 9421 has it, in the one form that is taken here.

The envelope inside says who asks what of whom (`message`). This says that a node of the roster sent
it to this address, as this method, with these bytes; and it can be checked before one byte of the
body is read. Source: RFC 9421 (signatures), RFC 9530 (Content-Digest), RFC 8941 (their syntax).
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from samvar.govern.keys import NodeKey
from samvar.model.clock import utc_now
from samvar.model.errors import BadSignature, Expired
from samvar.network.nonce import NonceMemory
from samvar.network.roster import Roster
from samvar.network.warrant import LIFETIME_MS, milliseconds

COVERED = ("@method", "@authority", "@path", "@query", "content-type", "content-digest")
"""What each signature covers: all of these, in this order, and nothing else."""

TAG = "samvar-network-1"
LIFETIME_S = LIFETIME_MS // 1000
MOST_NONCES = 500_000

_NAMES = " ".join(f'"{name}"' for name in COVERED)
_INPUT = re.compile(
    r"samvar=(?P<params>" + re.escape(f"({_NAMES})") + r";created=(?P<created>[1-9][0-9]{0,11})"
    r";expires=(?P<expires>[1-9][0-9]{0,11})"
    r';nonce="(?P<nonce>[A-Za-z0-9_-]{22})";keyid="(?P<keyid>[a-z0-9][a-z0-9-]{0,63})"'
    r';alg="ed25519";tag="' + re.escape(TAG) + '")'
)
_SIGNATURE = re.compile(r"samvar=:([A-Za-z0-9+/]{85}[AQgw]==):")
_KEYID = re.compile(r';keyid="([a-z0-9-]{1,64})"')
_FORM = "sign as docs/network.md says; a proxy must pass on these headers as they are"


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before a request's body. fields: by name in lower case, each with its lines.

    path, query: as they were sent, not decoded; the query without its question mark.
    """

    method: str
    authority: str
    path: str
    query: str
    fields: Mapping[str, Sequence[str]]

    @property
    def claims(self) -> str:
        """The node that it says to come from, unproven; empty if it names none."""
        found = _KEYID.search(",".join(self.fields.get("signature-input", ()))[:2000])
        return found[1] if found else ""

    def only(self, name: str) -> str:
        """A field that stands there once.

        Raises:
            BadSignature: it is absent, or there are several, of which each reader may take another.
        """
        lines = self.fields.get(name, ())
        if len(lines) != 1:
            number = "several times" if lines else "not"
            raise BadSignature(f"the request has the header {name} {number}", remedy=_FORM)
        return lines[0].strip(" \t")


@dataclass(frozen=True, slots=True)
class Proven:
    """A head whose signature held: which node sends, and the digest that its body has to have."""

    node: str
    digest: str

    def check(self, body: bytes) -> None:
        """Nothing, if this is the body.

        Raises:
            BadSignature: it is another.
        """
        if content_digest(body) != self.digest:
            raise BadSignature("the body is not the one that was signed")


def content_digest(body: bytes) -> str:
    """The value of Content-Digest, by SHA-256.

    >>> content_digest(b'{"hello": "world"}\\n')
    'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:'

    Source: RFC 9530, appendix B.1, whose body ends with a line feed.
    """
    return f"sha-256=:{base64.b64encode(sha256(body).digest()).decode()}:"


def signature_base(components: Sequence[tuple[str, str]], params: str) -> bytes:
    """The bytes that are signed: a line for each component, and one for the parameters.

    Raises:
        BadSignature: a value that would begin a line of its own, or is no ASCII.

    Source: RFC 9421, section 2.5.
    """
    lines = [f'"{name}": {value}' for name, value in components]
    text = "\n".join([*lines, f'"@signature-params": {params}'])
    if not text.isascii() or text.count("\n") != len(lines) or "\r" in text:
        raise BadSignature("the request has characters in its head that cannot be signed")
    return text.encode()


def _components(head: Head) -> list[tuple[str, str]]:
    values = (head.method, head.authority.lower(), head.path or "/", f"?{head.query}")
    fields = (head.only("content-type"), head.only("content-digest"))
    return list(zip(COVERED, (*values, *fields), strict=True))


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs what leaves a node over HTTP."""

    node: str
    key: NodeKey
    clock: Callable[[], datetime] = utc_now

    def sign(self, head: Head) -> dict[str, str]:
        """The two headers that prove a head, which has its Content-Digest already."""
        created = milliseconds(self.clock()) // 1000
        params = (
            f"({_NAMES});created={created};expires={created + LIFETIME_S}"
            f';nonce="{secrets.token_urlsafe(16)}";keyid="{self.node}";alg="ed25519";tag="{TAG}"'
        )
        signature = self.key.sign(signature_base(_components(head), params))
        return {
            "signature-input": f"samvar={params}",
            "signature": f"samvar=:{base64.b64encode(signature).decode()}:",
        }


class Gate:
    """What a request has to prove before its body is read. Safe from any number of threads."""

    def __init__(
        self, roster: Callable[[], Roster], clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._roster, self._clock = roster, clock
        # `created` counts whole seconds: one of this very second is not from before the start.
        self._nonces = NonceMemory(milliseconds(clock()) // 1000 * 1000, MOST_NONCES)

    def admit(self, head: Head) -> Proven:
        """Which node sends this head, now and for the first time.

        Raises:
            BadSignature: not signed in our form, by nobody of the roster, or changed on its way.
            Expired: not sent now, or made to last longer than five minutes.
            Replayed: seen before. Refused: more than can be remembered.
        """
        said = _INPUT.fullmatch(head.only("signature-input"))
        signature = _SIGNATURE.fullmatch(head.only("signature"))
        if said is None or signature is None:
            raise BadSignature("the request is not signed in the form of the network", remedy=_FORM)
        member = self._roster().find(said["keyid"])
        if member is None:
            raise BadSignature("the request is signed by a node that is not in the roster")
        base = signature_base(_components(head), said["params"])
        raw = base64.b64decode(signature[1])
        if not any(key.verify(base, raw) for key in member.public_keys):
            raise BadSignature("the request is not what the node signed, or signed by another")
        created, expires = int(said["created"]), int(said["expires"])
        now_ms = milliseconds(self._clock())
        if not 0 < expires - created <= LIFETIME_S:
            raise Expired("the request is made to last longer than five minutes")
        if now_ms >= expires * 1000:
            raise Expired("the request is past its time", remedy="check the clocks of both nodes")
        mark = said["nonce"].encode()
        self._nonces.accept(member.id, mark, sent_ms=created * 1000, now_ms=now_ms)
        return Proven(member.id, head.only("content-digest"))
