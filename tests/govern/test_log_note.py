"""Signed notes, checkpoints and cosignatures, byte for byte as C2SP writes them down."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from samvar.govern.keys import NodeKey
from samvar.govern.log.circle import Circle
from samvar.govern.log.note import (
    COSIGNATURE,
    ED25519,
    Checkpoint,
    Note,
    Signature,
    cosign,
    cosigned_by,
    key_id,
    origin,
    sign,
    signed_by,
    witness_name,
)
from samvar.model.errors import BadInput, BadSignature

# The example of tlog-cosignature: its lines must be readable, its keys are nobody's.
EXAMPLE = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""  # noqa: E501
KEY = NodeKey.of(bytes(range(32)))
AT = datetime(2026, 11, 26, 15, 0, 7, 123456, tzinfo=UTC)
TEXT = Checkpoint(origin("skane", 1), 12, sha256(b"root").digest()).write()


def note(*signatures: Signature) -> Note:
    return Note.read(Note(TEXT, signatures).write())


def test_the_example_of_the_specification_is_read_and_written_back() -> None:
    found = Note.read(EXAMPLE)
    assert found.write() == EXAMPLE
    tree = Checkpoint.read(found.text)
    assert (tree.origin, tree.size) == ("example.com/behind-the-sofa", 20852163)
    log, witness = found.signatures
    assert len(log.body) == 64
    assert len(witness.body) == 72
    assert int.from_bytes(witness.body[:8], "big") == 1679315147  # the time in its prose


def test_a_key_id_is_four_bytes_of_name_type_and_key() -> None:
    name, raw = "samvar/skane", KEY.public.raw
    for kind in (ED25519, COSIGNATURE):
        expected = sha256(name.encode() + b"\x0a" + bytes([kind]) + raw).digest()[:4]
        assert key_id(name, kind, KEY.public) == expected


def test_a_checkpoint_signature_is_over_the_note_text() -> None:
    name = origin("skane", 1)
    line = sign(TEXT, name, KEY).line()
    dash, signer, body = line.rstrip("\n").split(" ")
    raw = base64.b64decode(body)
    assert (dash, signer) == ("—", name)
    assert raw[:4] == sha256(name.encode() + b"\n\x01" + KEY.public.raw).digest()[:4]
    assert KEY.public.verify(TEXT.encode(), raw[4:])


def test_a_cosignature_is_over_the_header_the_time_and_the_text() -> None:
    line = cosign(TEXT, witness_name("skane"), KEY, AT)
    seconds = int(AT.timestamp())
    assert line.body[:8] == seconds.to_bytes(8, "big")
    message = b"cosignature/v1\ntime %d\n" % seconds + TEXT.encode()
    assert KEY.public.verify(message, line.body[8:])
    found = cosigned_by(note(line), witness_name("skane"), [KEY.public])
    assert found == AT.replace(microsecond=0)


def test_a_cosignature_is_no_signature_and_the_other_way_round() -> None:
    name = witness_name("skane")
    assert not signed_by(note(cosign(TEXT, name, KEY, AT)), name, [KEY.public])
    assert cosigned_by(note(sign(TEXT, name, KEY)), name, [KEY.public]) is None


def test_unknown_keys_and_names_say_nothing() -> None:
    stranger = NodeKey.new()
    name = origin("skane", 1)
    assert not signed_by(note(sign(TEXT, name, stranger)), name, [KEY.public])
    assert not signed_by(note(sign(TEXT, origin("orebro", 1), KEY)), name, [KEY.public])
    assert signed_by(note(sign(TEXT, name, stranger), sign(TEXT, name, KEY)), name, [KEY.public])


def test_a_false_line_of_a_known_key_spoils_the_note() -> None:
    name = origin("skane", 1)
    good = sign(TEXT, name, KEY)
    false = Signature(name, good.key, good.body[:-1] + bytes([good.body[-1] ^ 1]))
    with pytest.raises(BadSignature):
        signed_by(note(false), name, [KEY.public])
    moved = cosign(TEXT, witness_name("skane"), KEY, AT)
    moved = Signature(moved.name, moved.key, b"\0" * 7 + b"\1" + moved.body[8:])
    with pytest.raises(BadSignature):
        cosigned_by(note(moved), witness_name("skane"), [KEY.public])


@pytest.mark.parametrize("seconds", [1 << 63, (1 << 64) - 1, 253_402_300_800])
def test_a_time_that_is_nobodys_clock_is_refused(seconds: int) -> None:
    name = witness_name("skane")
    body = KEY.sign(f"cosignature/v1\ntime {seconds}\n{TEXT}".encode())
    line = Signature(name, key_id(name, COSIGNATURE, KEY.public), seconds.to_bytes(8, "big") + body)
    with pytest.raises(BadSignature):
        cosigned_by(note(line), name, [KEY.public])


GOOD = Note(TEXT, (sign(TEXT, origin("skane", 1), KEY),)).write()


@pytest.mark.parametrize(
    "raw",
    [
        "",
        TEXT,
        TEXT + "\n",
        GOOD[:-1],
        GOOD.replace("—", "-"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("skane", "sk\0ne"),
        GOOD.replace("=\n", "\n"),
        GOOD + "more\n",
        GOOD + "\n",
        TEXT + "\n— samvar/skane AAAA\n",
        TEXT + "\n— samvar/skane+x " + GOOD.rstrip().rpartition(" ")[2] + "\n",
        GOOD + (GOOD.splitlines()[-1] + "\n") * 70,
        "x" * 40_000 + GOOD,
    ],
)
def test_what_is_no_signed_note_is_refused(raw: str) -> None:
    with pytest.raises(BadInput):
        Note.read(raw)


@pytest.mark.parametrize(
    "text",
    [
        "samvar/skane/audit/1\n12\n",
        "samvar/skane/audit/1\n012\n" + TEXT.splitlines()[2] + "\n",
        "samvar/skane/audit/1\n-1\n" + TEXT.splitlines()[2] + "\n",
        "samvar/skane/audit/1\n12\nAAAA\n",
        "\n12\n" + TEXT.splitlines()[2] + "\n",
        TEXT + "an extension\n",
        TEXT.replace("12", "1" * 30),
    ],
)
def test_what_is_no_checkpoint_of_ours_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        Checkpoint.read(text)


def test_the_logs_own_node_is_no_witness_of_it() -> None:
    """With it, two halves of three witnesses each could cosign two histories."""
    keys = {name: NodeKey.new() for name in "abcdefg"}
    circle = Circle({name: (key.public,) for name, key in keys.items()})
    text = Checkpoint(origin("a", 1), 1, sha256(b"").digest()).write()
    signed = Note(text, (sign(text, origin("a", 1), keys["a"]),))
    lines = {name: cosign(text, witness_name(name), key, AT) for name, key in keys.items()}
    three = signed.with_signature(*(lines[name] for name in "abcd"))
    assert sorted(circle.standing(three).witnesses) == ["b", "c", "d"]
    with pytest.raises(BadSignature, match="3 cosignatures of the 4"):
        circle.require(three)
    assert circle.require(three.with_signature(lines["g"])).cosigned
    again = three.with_signature(cosign(text, witness_name("d"), keys["d"], AT.replace(year=2027)))
    with pytest.raises(BadSignature):
        circle.require(again)  # one witness twice is one witness


def test_a_checkpoint_that_its_log_did_not_sign_is_worth_nothing() -> None:
    keys = {name: NodeKey.new() for name in "abc"}
    circle = Circle({name: (key.public,) for name, key in keys.items()})
    text = Checkpoint(origin("a", 1), 1, sha256(b"").digest()).write()
    lines = [cosign(text, witness_name(name), key, AT) for name, key in keys.items()]
    with pytest.raises(BadSignature):
        circle.require(Note(text, tuple(lines)))
