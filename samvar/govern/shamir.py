"""A 256-bit secret in n shares: any k of them give it back, k-1 say nothing about it.

Source: Shamir, "How to share a secret", CACM 22(11), 1979, DOI 10.1145/359168.359176.
The field is the integers modulo the smallest prime above 2^256, so that every 256-bit secret is
an element. Python's integers take a time that depends on their values: shares are made and
joined where nobody measures it (an operator's desk, or inside a node), not as a service.
Shares that were changed together give another secret without a warning, as the scheme has it:
whoever joins them compares the secret's id with one that was kept elsewhere.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from samvar.model.errors import BadInput

PRIME = 2**256 + 297
SECRET_BYTES = 32
_TEXT = re.compile(r"samvar-share-1-([0-9]{1,3})-([0-9]{1,3})-([a-z2-7]{69})")


@dataclass(frozen=True, slots=True)
class Share:
    """One point of the polynomial, `(index, value)`; `threshold` shares are needed.

    batch: 4 random bytes that shares of one splitting have in common; shares of two splittings
    of even the same secret must not be joined.
    """

    threshold: int
    index: int
    batch: bytes
    value: int = field(repr=False)

    def text(self) -> str:
        """As it is printed and kept: lower-case letters, digits, a checksum of 48 bits.

        >>> Share(3, 1, b"abcd", 5).text()[:24]
        'samvar-share-1-3-1-mfrgg'
        """
        head = f"samvar-share-1-{self.threshold}-{self.index}-"
        body = self.batch + self.value.to_bytes(33)
        check = sha256(head.encode() + body).digest()[:6]
        return head + base64.b32encode(body + check).decode().rstrip("=").lower()

    @classmethod
    def parse(cls, text: str) -> Share:
        """Read a share as somebody typed it; case and surrounding blanks do not matter.

        Raises:
            BadInput: another form, or a letter of it is wrong. The share itself is not repeated.
        """
        found = _TEXT.fullmatch(text.strip().lower())
        if found is not None:
            data = base64.b32decode(found[3].upper() + "===")
            share = cls(int(found[1]), int(found[2]), data[:4], int.from_bytes(data[4:37]))
            # Written again it must be what was read: that checks the checksum and every spare bit.
            if share.text() == found[0] and 0 < share.index < 256 and share.value < PRIME:
                return share
        raise BadInput("a line is not a share", remedy="look for a mistyped letter")


def split(secret: bytes, threshold: int, shares: int) -> tuple[Share, ...]:
    """`shares` shares of a secret of 32 bytes, of which any `threshold` give it back.

    Raises:
        BadInput: not 1 < threshold <= shares < 256.
        ValueError: the secret is not 32 bytes.
    """
    if len(secret) != SECRET_BYTES:
        raise ValueError("a secret has 32 bytes")
    if not 1 < threshold <= shares < 256:
        raise BadInput("shares go 2 <= needed <= made <= 255")
    # All coefficients are uniform, the highest too: a polynomial of lower degree is no weakness,
    # and leaving zero out would tell k-1 holders a little.
    rest = [secrets.randbelow(PRIME) for _ in range(threshold - 1)]
    coefficients = [int.from_bytes(secret), *rest]
    batch = secrets.token_bytes(4)
    return tuple(Share(threshold, x, batch, _at(coefficients, x)) for x in range(1, shares + 1))


def join(shares: Iterable[Share]) -> bytes:
    """The secret of at least `threshold` shares of one splitting, by Lagrange at zero.

    >>> secret = bytes(range(32))
    >>> join(split(secret, 3, 5)[2:]) == secret
    True

    Raises:
        BadInput: too few, one twice, of two splittings, or not shares of one 256-bit secret.
    """
    known = {share.index: share for share in shares}
    given = [*known.values()]
    if not given or len({(share.batch, share.threshold) for share in given}) != 1:
        raise BadInput("the shares are not of one splitting")
    if len(given) < given[0].threshold:
        raise BadInput(
            f"{len(given)} shares are not enough; {given[0].threshold} are needed",
            remedy="ask a further holder; the same share twice counts once",
        )
    points = [(share.index, share.value) for share in given]
    few = points[: given[0].threshold]
    if any(_through(few, x) != value for x, value in points):
        raise BadInput("the shares contradict each other", remedy="leave one out and try again")
    secret = _through(few, 0)
    if secret >= 1 << 256:
        raise BadInput("the shares are not of a 256-bit secret")
    return secret.to_bytes(SECRET_BYTES)


def _at(coefficients: list[int], x: int) -> int:
    value = 0
    for each in reversed(coefficients):
        value = (value * x + each) % PRIME
    return value


def _through(points: list[tuple[int, int]], x: int) -> int:
    """The value at `x` of the polynomial through the points."""
    total = 0
    for xi, yi in points:
        over, under = 1, 1
        for xj, _ in points:
            if xj != xi:
                over, under = over * (x - xj) % PRIME, under * (xi - xj) % PRIME
        total += yi * over * pow(under, -1, PRIME)
    return total % PRIME
