"""What a project calls people: the same name within a project, unlinkable between two.

A pseudonym is a keyed digest of the opaque id under the project's own key, which the controller's
node keeps. Two projects that put their tables together find no common name; nor does a project
that learns opaque ids, without the key. When a project has ended its key is shredded (`samvar
keys shred`), and nobody can say any more whom a pseudonym meant.

What a pseudonym does not do: genotypes recognise people by themselves. Rows stay personal data
(GDPR article 4(5)), and go out only under a permit.
"""

from __future__ import annotations

import hmac
from base64 import b32encode

from samvar.govern.keyring import PROJECT, KeyRing, OpenKey
from samvar.store.records.engine import Transaction

PREFIX = "psn_"
_BYTES = 15


def pseudonym(key: OpenKey, identifier: str) -> str:
    """The project's name for a person or a sample: 120 bits of HMAC-SHA-256.

    >>> key = OpenKey("key_1", bytes(32))
    >>> pseudonym(key, "per_1") == pseudonym(key, "per_1") != pseudonym(key, "per_2")
    True
    """
    digest = hmac.digest(key.bytes, b"samvar pseudonym 1\0" + identifier.encode(), "sha256")
    return PREFIX + b32encode(digest[:_BYTES]).decode().lower()


def project_key(tx: Transaction, ring: KeyRing, permit: str) -> OpenKey:
    """The key of the project that a permit is for, made at first use.

    Raises:
        NotFound: it was shredded; the project has ended.
    """
    return ring.key(tx, PROJECT, permit)
