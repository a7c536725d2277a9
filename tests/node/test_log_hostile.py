"""What strangers and liars send to a witness, and what false witnesses say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samvar.govern.log.note import Checkpoint, Note, origin, sign
from samvar.govern.log.tree import root
from samvar.model.errors import BadInput
from samvar.network.message import open_sealed, read_sealed, seal
from samvar.network.witness import SHOW, WORD, Showing, Word
from samvar.network.witnessing import Told
from tests.network.twin import SEVEN
from tests.node.log_country import LogCountry

OTHERS = [name for name in SEVEN if name != "skane"]


def showing(country: LogCountry, **changed) -> Showing:
    node = country.nodes["skane"]
    size = node.size()
    with node.records.read() as tx:
        top = root(tx.checkpoints, size)
    plain = {
        "node": "skane",
        "audience": "orebro",
        "sent_ms": int(country.clock().timestamp() * 1000),
        "nonce": b"n" * 16,
        "generation": 1,
        "size": size,
        "root": top,
    }
    return Showing(**{**plain, **changed})


def word(country: LogCountry, raw: bytes) -> Word:
    sealed = read_sealed(country.doors["orebro"].handle(raw))
    return open_sealed(sealed, country.roster.find("orebro").public_keys, WORD, Word)


def sent(country: LogCountry, body: Showing, by: str = "skane", domain: bytes = SHOW) -> Word:
    return word(country, seal(body, by, country.nodes[by].key, domain))


def test_the_same_message_is_taken_once_and_an_overtaken_one_never(country: LogCountry) -> None:
    raw = seal(showing(country), "skane", country.nodes["skane"].key, SHOW)
    assert word(country, raw).verdict == "well"
    again = word(country, raw)
    assert (again.verdict, again.error) == ("refused", "this message has been seen before")
    country.logs["skane"].checkpoint()
    overtaken = showing(country, nonce=b"o" * 16)
    country.nodes["skane"].write(5)
    country.logs["skane"].checkpoint()
    late = sent(country, overtaken)
    assert (late.verdict, late.cosigned) == ("refused", "")
    assert country.nodes["orebro"].alarms() == []


LIES: dict[str, dict[str, object]] = {
    "another sender": {"node": "uppsala"},
    "another audience": {"audience": "uppsala"},
    "no nonce": {"nonce": b"short"},
    "a root that is none": {"root": b"x"},
    "a size below nothing": {"size": -1},
    "a size beyond all": {"size": 1 << 60},
    "no generation": {"generation": 0},
    "a proof of rubble": {"proof": [b"x"]},
    "a proof without end": {"proof": [b"x" * 32] * 65},
    "sent long ago": {"sent_ms": 1},
    "a note that is none": {"note": "samvar/skane/audit/1\n1\n"},
    "a note unsigned": {"note": "samvar/skane/audit/1\n1\n\n— x AAAAAAAA\n"},
}


def test_a_lie_is_refused_and_remembered_nowhere(country: LogCountry) -> None:
    for number, (lie, changed) in enumerate(LIES.items()):
        said = sent(country, showing(country, **{"nonce": bytes([number]) * 16, **changed}))
        assert (said.verdict, said.cosigned, said.kept) == ("refused", "", ""), lie
        assert "seen before" not in said.error
    with country.nodes["orebro"].records.read() as tx:
        assert (tx.witnessed.all(), tx.witnessed.alarms()) == ([], [])


def test_a_checkpoint_that_says_otherwise_than_its_message_is_refused(country) -> None:
    skane = country.nodes["skane"]
    for tree in (
        Checkpoint(origin("skane", 1), 19, showing(country).root),
        Checkpoint(origin("skane", 2), 20, showing(country).root),
        Checkpoint(origin("uppsala", 1), 20, showing(country).root),
    ):
        text = tree.write()
        note = Note(text, (sign(text, tree.origin, skane.key),)).write()
        nonce = text[:16].encode()[::-1]
        assert sent(country, showing(country, note=note, nonce=nonce)).verdict == "refused"


def test_who_is_not_in_the_roster_or_signs_for_another_is_refused(country: LogCountry) -> None:
    key = country.nodes["uppsala"].key
    assert word(country, seal(showing(country), "skane", key, SHOW)).verdict == "refused"
    assert word(country, seal(showing(country), "oslo", key, SHOW)).verdict == "refused"
    assert sent(country, showing(country), domain=WORD).verdict == "refused"
    for raw in (b"", b"\x93\xc4", b"x" * 70_000):
        with pytest.raises(BadInput):
            country.doors["orebro"].handle(raw)


def test_a_word_of_somebody_else_or_about_something_else_counts_for_nothing(country) -> None:
    class Swapped:
        def __init__(self, way) -> None:
            self.way = way

        async def send(self, raw: bytes) -> bytes:
            return await self.way.send(raw)

        async def close(self) -> None:
            """Nothing to let go of."""

    skane = country.nodes["skane"]
    witnesses = country.witnesses(skane)
    witnesses._transports = dict.fromkeys(OTHERS, Swapped(country.ways["orebro"]))
    told = Told(1, 20, showing(country).root)
    heard = witnesses.show(dict.fromkeys(OTHERS, told))
    assert [name for name, said in heard.items() if isinstance(said, Word)] == ["orebro"]
    witnesses.close()


def test_a_false_cosignature_is_not_counted(country: LogCountry, skane, monkeypatch) -> None:
    liar = country.doors["orebro"]
    good = liar._cosign

    def lie(tx, shown, now) -> str:
        note = Note.read(good(tx, shown, now))
        (line,) = note.signatures
        return Note(note.text, (replace(line, body=line.body[:-1] + b"x"),)).write()

    monkeypatch.setattr(liar, "_cosign", lie)
    report = country.logs["skane"].checkpoint()
    assert report.silent == {"orebro": "its cosignature is false"}
    assert len(report.witnesses) == 5


def test_a_witness_that_cannot_remember_does_not_cosign(country, monkeypatch) -> None:
    orebro = country.nodes["orebro"]
    with orebro.records.begin() as tx:
        tx.connection.exec_driver_sql("DROP TABLE witnessed_logs")
    report = country.logs["skane"].checkpoint()
    assert "orebro" in report.silent
    assert "orebro" not in report.witnesses
