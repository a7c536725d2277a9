"""A node's key: nobody else's to read, nobody else's to use."""

from __future__ import annotations

import pytest

from samvar.govern.keys import NodeKey, PublicKey
from samvar.model.errors import BadConfig


def test_a_key_is_made_once_and_found_again(tmp_path):
    first = NodeKey.open(tmp_path)
    assert NodeKey.open(tmp_path).public == first.public
    with pytest.raises(BadConfig, match="has a key already"):
        NodeKey.create(tmp_path)


def test_only_the_owner_can_read_it(tmp_path):
    NodeKey.create(tmp_path)
    assert (tmp_path / "node.key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "node.key").chmod(0o640)
    with pytest.raises(BadConfig, match="others can read"):
        NodeKey.load(tmp_path)


def test_a_missing_or_damaged_key_is_said_to_be(tmp_path):
    with pytest.raises(BadConfig, match="no key"):
        NodeKey.load(tmp_path)
    NodeKey.create(tmp_path)
    (tmp_path / "node.key").write_bytes(b"short")
    with pytest.raises(BadConfig, match="damaged"):
        NodeKey.load(tmp_path)


def test_rfc_8032_vector_2():
    """RFC 8032 section 7.1, TEST 2."""
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    key = NodeKey.of(seed)
    assert key.public.raw.hex() == (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    )
    assert key.sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )


def test_a_signature_holds_for_its_bytes_and_its_key_only():
    key, other = NodeKey.new(), NodeKey.new()
    signature = key.sign(b"seven")
    assert key.public.verify(b"seven", signature)
    assert not key.public.verify(b"eleven", signature)
    assert not other.public.verify(b"seven", signature)
    for n in range(64):
        forged = bytearray(signature)
        forged[n] ^= 1
        assert not key.public.verify(b"seven", bytes(forged))
    assert not key.public.verify(b"seven", b"")


def test_a_key_shows_nothing_of_itself(tmp_path):
    key = NodeKey.create(tmp_path)
    seed = (tmp_path / "node.key").read_bytes()
    assert seed.hex() not in repr(key)
    assert repr(seed) not in repr(key)


def test_public_bytes_of_another_length_are_no_key():
    with pytest.raises(ValueError, match="32"):
        PublicKey.of(b"x" * 31)
