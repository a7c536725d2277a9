"""Crypt4GH is what the GA4GH's own tool writes and reads; with its manifest it is a whole."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from crypt4gh import header as peer_header
from crypt4gh import lib as peer
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.formats.crypt4gh.header import MAGIC, header, public_of, read_header
from samvar.formats.crypt4gh.manifest import Manifest, read_signed, signed
from samvar.formats.crypt4gh.read import decrypt
from samvar.formats.crypt4gh.write import SEGMENT, encrypt
from samvar.govern.keys import NodeKey
from samvar.model.errors import BadFile, BadSignature, CorruptStore, NotFound, SamvarError

SEALED = SEGMENT + 28
SIZES = [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 3 * SEGMENT, 3 * SEGMENT + 77]
NODE = NodeKey.new()


@dataclass(frozen=True)
class Written:
    """A file of three and a bit segments, its reader's key, its manifest."""

    plain: bytes
    private: bytes
    data: bytes
    manifest: Manifest

    @property
    def start(self) -> int:
        """Where the first segment begins."""
        return len(self.data) - 3 * SEALED - (77 + 28)

    def segments(self) -> list[bytes]:
        """The encrypted segments."""
        body = self.data[self.start :]
        return [body[n : n + SEALED] for n in range(0, len(body), SEALED)]

    def with_segments(self, segments: list[bytes]) -> bytes:
        """The file with other segments under its own header."""
        return self.data[: self.start] + b"".join(segments)


def _written(plain: bytes, *more_readers: bytes) -> Written:
    private, out = os.urandom(32), io.BytesIO()
    readers = [public_of(private), *more_readers]
    manifest = encrypt(io.BytesIO(plain), out, readers, "a test")
    return Written(plain, private, out.getvalue(), manifest)


@pytest.fixture(scope="module")
def written() -> Written:
    return _written(os.urandom(3 * SEGMENT + 77))


def _read(data: bytes, private: bytes, manifest: Manifest | None = None) -> bytes:
    out = io.BytesIO()
    size = decrypt(io.BytesIO(data), out, private, manifest)
    assert size == len(out.getvalue())
    return out.getvalue()


@pytest.mark.parametrize("size", SIZES)
def test_the_peer_reads_what_we_write(size: int) -> None:
    one = _written(os.urandom(size))
    out = io.BytesIO()
    peer.decrypt([(0, one.private, None)], io.BytesIO(one.data), out)
    assert out.getvalue() == one.plain
    assert _read(one.data, one.private, one.manifest) == one.plain
    assert (one.manifest.bytes, one.manifest.plain_bytes) == (len(one.data), size)
    assert one.manifest.segments == -(-size // SEGMENT)


@pytest.mark.parametrize("size", SIZES)
def test_we_read_what_the_peer_writes(size: int) -> None:
    private, writer, plain, out = os.urandom(32), os.urandom(32), os.urandom(size), io.BytesIO()
    peer.encrypt([(0, writer, public_of(private))], io.BytesIO(plain), out)
    assert _read(out.getvalue(), private) == plain


def test_each_reader_reads_and_nobody_else() -> None:
    other = os.urandom(32)
    one = _written(b"genotypes", public_of(other))
    assert _read(one.data, one.private) == _read(one.data, other) == b"genotypes"
    with pytest.raises(NotFound, match="not for this key"):
        _read(one.data, os.urandom(32))


def test_a_header_that_the_peer_wrote_for_another_reader_opens_for_them(written: Written) -> None:
    """Sharing a file is a new header: the segments stay as they are."""
    other = os.urandom(32)
    source = io.BytesIO(written.data)
    packets = peer_header.reencrypt(
        peer_header.parse(source),
        [(0, written.private, None)],
        [(0, os.urandom(32), public_of(other))],
    )
    assert _read(peer_header.serialize(packets) + source.read(), other) == written.plain


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=500), st.lists(st.integers(1, 70_000), min_size=1, max_size=6))
def test_how_a_stream_is_cut_into_reads_does_not_matter(text: bytes, cuts: list[int]) -> None:
    class Dribble(io.BytesIO):
        turn = 0

        def read(self, size: int | None = -1, /) -> bytes:
            self.turn += 1
            return super().read(min(size or 0, cuts[self.turn % len(cuts)]))

    plain = (text + b"x") * (200_000 // (len(text) + 1))
    private, out = os.urandom(32), io.BytesIO()
    manifest = encrypt(Dribble(plain), out, [public_of(private)], "")
    again = io.BytesIO()
    assert manifest.segments == -(-len(plain) // SEGMENT)
    whole = out.getvalue()
    start, _ = read_header(io.BytesIO(whole), private)
    body = io.BytesIO(whole)
    decrypt(body, again, private, manifest)
    assert again.getvalue() == plain
    assert whole.startswith(start)


def _foreign_header(one: Written) -> bytes:
    """Another file's header, for the same reader."""
    start, keys = read_header(io.BytesIO(one.data), one.private)
    return header(keys[0], [public_of(one.private)]) + one.data[len(start) :]


def _picked(one: Written, *places: int) -> list[bytes]:
    return [one.segments()[place] for place in places]


MANIPULATIONS: list[tuple[str, Callable[[Written], bytes], bool]] = [
    # what is done, how, and whether Crypt4GH by itself takes it
    ("first segment dropped", lambda w: w.with_segments(w.segments()[1:]), True),
    ("middle segment dropped", lambda w: w.with_segments(_picked(w, 0, 2, 3)), True),
    ("last segment dropped", lambda w: w.with_segments(w.segments()[:-1]), True),
    ("all segments dropped", lambda w: w.with_segments([]), True),
    ("segment doubled", lambda w: w.with_segments([w.segments()[0], *w.segments()]), True),
    ("segments swapped", lambda w: w.with_segments(_picked(w, 1, 0, 2, 3)), True),
    ("segment of a later place again", lambda w: w.with_segments(_picked(w, 2, 1, 2, 3)), True),
    ("header written anew", _foreign_header, True),
    ("cut inside a segment", lambda w: w.data[:-1], False),
    ("cut inside the header", lambda w: w.data[:40], False),
    ("a byte too many", lambda w: w.data + b"x", False),
    ("no magic", lambda w: b"crypt4gH" + w.data[8:], False),
    ("version 2", lambda w: MAGIC + b"\x02" + w.data[9:], False),
    ("empty", lambda _: b"", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("why", "change", "taken"), MANIPULATIONS, ids=[m[0] for m in MANIPULATIONS]
)
def test_every_manipulation_is_refused_by_the_manifest(
    written: Written, why: str, change: Callable[[Written], bytes], taken: bool
) -> None:
    """And by the format alone only where `taken` is false: that is why there is a manifest."""
    data = change(written)
    assert data != written.data, why
    with pytest.raises((CorruptStore, BadFile)):
        _read(data, written.private, written.manifest)
    if taken:
        _read(data, written.private)
    else:
        with pytest.raises(BadFile):
            _read(data, written.private)


def test_a_segment_of_another_file_under_the_same_key_is_refused(written: Written) -> None:
    """The one session key for two files is what a hostile store could hope for."""
    _, keys = read_header(io.BytesIO(written.data), written.private)
    nonce = os.urandom(12)
    forged = nonce + ChaCha20Poly1305(keys[0]).encrypt(nonce, bytes(SEGMENT), None)
    data = written.with_segments([forged, *written.segments()[1:]])
    assert _read(data, written.private) != written.plain
    with pytest.raises(CorruptStore):
        _read(data, written.private, written.manifest)


_SMALL = _written(b"0/1" * 100)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_every_flipped_bit_is_refused(data: st.DataObject) -> None:
    one = _SMALL
    place = data.draw(st.integers(0, len(one.data) * 8 - 1))
    bent = bytearray(one.data)
    bent[place // 8] ^= 1 << place % 8
    with pytest.raises(SamvarError):
        _read(bytes(bent), one.private, one.manifest)


def test_an_edit_list_is_refused_and_said_to_be_one(written: Written) -> None:
    """The peer shows a part of the file: half must never be taken for the whole."""
    out = io.BytesIO()
    edits = peer_header.make_packet_data_edit_list([10, 20])
    keys = [(0, os.urandom(32), public_of(written.private))]
    start, _ = read_header(io.BytesIO(written.data), written.private)
    mine = list(peer_header.parse(io.BytesIO(written.data)))
    data = (
        peer_header.serialize([*mine, *peer_header.encrypt(edits, keys)])
        + written.data[len(start) :]
    )
    peer.decrypt([(0, written.private, None)], io.BytesIO(data), out)
    assert out.getvalue() == written.plain[10:30]
    with pytest.raises(BadFile, match="edit list"):
        _read(data, written.private)


@pytest.mark.parametrize(
    "data",
    [
        MAGIC + b"\x01\0\0\0" + b"\xff\xff\xff\xff",  # four thousand million packets
        MAGIC + b"\x01\0\0\0" + b"\x01\0\0\0" + b"\xff\xff\xff\xff" + b"x" * 99,  # one of 4 GB
        MAGIC + b"\x01\0\0\0" + b"\x01\0\0\0" + b"\0\0\0\0",  # one of less than nothing
        MAGIC + b"\x01\0\0\0" + b"\x01\0\0\0" + b"\0\x64\0\0" + b"x" * 99,  # cut short
    ],
)
def test_a_hostile_header_costs_nothing(data: bytes) -> None:
    with pytest.raises(BadFile):
        _read(data, os.urandom(32))


def test_a_manifest_speaks_for_one_file_and_one_node(written: Written) -> None:
    line = signed(written.manifest, NODE.sign)
    assert read_signed(line, NODE.public.verify, "a test") == written.manifest
    for text, verify, about in [
        (line, NodeKey.new().public.verify, "a test"),
        (line, NODE.public.verify, "another person's"),
        (line.replace('"segments":4', '"segments":3'), NODE.public.verify, "a test"),
        (line[:-3] + ("0" if line[-3] != "0" else "1") + line[-2:], NODE.public.verify, None),
        ("{}", NODE.public.verify, None),
        ("[", NODE.public.verify, None),
    ]:
        with pytest.raises(BadSignature):
            read_signed(text, verify, about)
