"""What a Crypt4GH file must be as a whole, signed by the node that wrote it.

Each segment of the format is authenticated by itself only: a file with a segment dropped, doubled
or swapped opens without complaint. The manifest fixes the length, the SHA-256 and the number of
segments of the file, and what the file is of.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from samvar.model.errors import BadSignature
from samvar.model.shape import learned

_DOMAIN = b"samvar-crypt4gh-manifest-1\n"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """bytes, sha256 (hex): of the encrypted file, header too. segments: of at most 64 KiB.

    plain_bytes: of what is in it. about: what it is, such as the ids of a load and a person.
    """

    bytes: int
    sha256: str
    segments: int
    plain_bytes: int
    about: str


class _Signed(msgspec.Struct, frozen=True):
    manifest: msgspec.Raw
    signature: str


def signed(manifest: Manifest, sign: Callable[[bytes], bytes]) -> str:
    """The manifest and its signature, as one line of JSON."""
    inner = msgspec.json.encode(manifest)
    return msgspec.json.encode(_Signed(msgspec.Raw(inner), sign(_DOMAIN + inner).hex())).decode()


def read_signed(
    text: str, verify: Callable[[bytes, bytes], bool], about: str | None = None
) -> Manifest:
    """The manifest, once its signature has been checked.

    verify: whether a signature is over a message, by the key of the node that must have written
    it. about: what the file must be of.

    Raises:
        BadSignature: it was changed, another node signed it, or it is about something else.
    """
    try:
        outer = msgspec.json.decode(text, type=learned(_Signed))
        if not verify(_DOMAIN + bytes(outer.manifest), bytes.fromhex(outer.signature)):
            raise BadSignature("the manifest of an encrypted file was changed")
        manifest = msgspec.json.decode(outer.manifest, type=learned(Manifest))
    except (msgspec.MsgspecError, ValueError):
        raise BadSignature("the manifest of an encrypted file is none") from None
    if about is not None and manifest.about != about:
        raise BadSignature("the manifest is of another encrypted file")
    return manifest
