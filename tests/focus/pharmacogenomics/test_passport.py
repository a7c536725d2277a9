"""A passport: believed only as it was signed, by whom it was signed, and while it holds."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from samvar.focus.pharmacogenomics.passport import (
    Passport,
    PassportGene,
    StatusList,
    read,
    read_status_list,
    seal,
    seal_list,
    verify_passport,
    write,
)
from samvar.focus.pharmacogenomics.service import (
    issue_passport,
    report_of,
    revoke_passport,
    status_list,
)
from samvar.govern.keys import NodeKey
from samvar.model.clock import iso, parse_iso, utc_now
from samvar.model.errors import BadFile, BadSignature
from samvar.network.roster import Roster
from samvar.node.build import init_node
from samvar.node.site import Site
from tests.focus.pharmacogenomics.laboratory import Laboratory

HOUR = timedelta(hours=1)


@pytest.fixture
def roster(lab: Laboratory, tmp_path: Path) -> Roster:
    """The file that another node of the network goes by."""
    return Roster.read(lab.site.roster.write())


def test_a_file_is_believed_by_the_roster_alone(sealed, roster):
    carried = read(write(sealed))
    verdict = verify_passport(carried, roster)
    assert carried == sealed
    assert verdict.good
    assert (verdict.expired, verdict.revoked, verdict.checked_at) == (False, None, None)
    dpyd = next(gene for gene in carried.passport.genes if gene.gene == "DPYD")
    assert (dpyd.phenotype, dpyd.activity_score) == ("Intermediate Metabolizer", "1")
    assert "rs55886062" in dpyd.tested
    assert len(write(sealed)) < 500_000  # what a form of ours takes


def test_what_was_not_tested_is_said(lab):
    report = lab.report("BERIT")
    genes = issue_passport(lab.node, report.id, [], lab.pharmacist).passport.genes
    dpyd = next(gene for gene in genes if gene.gene == "DPYD")
    assert (dpyd.status, dpyd.phenotype, dpyd.untested) == ("incomplete", None, ("rs55886062",))


def test_no_genotype_travels(sealed):
    """Diplotypes and positions do; what stood at a position does not."""
    for gene in sealed.passport.genes:
        written = {*msgspec.to_builtins(gene), "samples"}  # left out where nothing was looked at
        assert written == set(PassportGene.__struct_fields__)
    assert '"observed"' not in write(sealed).decode()


def _leaves(value, path=()):
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, (*path, key))
    elif isinstance(value, list) and value:
        for number, each in enumerate(value):
            yield from _leaves(each, (*path, number))
    else:
        yield path, value


def _other(value):
    match value:
        case None:
            return "x"
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return value + "x" if not value.endswith("Z") else value.replace("2", "3", 1)
        case _:
            return ["x"]


def _kinds(value):
    """Every field of a document by its path, whatever element of a list it stands in."""
    return {
        (tuple("*" if isinstance(step, int) else step for step in path), type(leaf))
        for path, leaf in _leaves(value)
    }


def _thinned(value):
    """The same document with only those elements of each list that bring a kind of field more."""
    if isinstance(value, dict):
        return {key: _thinned(each) for key, each in value.items()}
    if not isinstance(value, list):
        return value
    kept, seen = [], set()
    for each in value:
        if not _kinds(each) <= seen:
            kept.append(_thinned(each))
            seen |= _kinds(each)
    return kept


def _changed_at(plain, path, roster):
    """What becomes of the document with one field of it changed."""
    spot = plain
    for step in path[:-1]:
        spot = spot[step]
    value, spot[path[-1]] = spot[path[-1]], _other(spot[path[-1]])
    tampered = json.dumps(plain).encode()
    spot[path[-1]] = value
    try:
        verdict = verify_passport(read(tampered), roster)
    except BadFile:
        return "no passport"
    return "genuine" if verdict.genuine or verdict.good else "not genuine"


def test_every_kind_of_field_is_signed(lab, sealed, roster):
    """A passport in which each kind of field of a whole one occurs, in its FHIR bundle too."""
    whole = json.loads(write(sealed))
    small = seal(msgspec.convert(_thinned(whole["passport"]), Passport), lab.node.key)
    plain = json.loads(write(small))
    assert verify_passport(read(write(small)), roster).good
    assert _kinds(plain) == _kinds(whole)
    assert len(write(small)) < len(write(sealed)) / 4
    paths = [path for path, _ in _leaves(plain)]
    found = {path: _changed_at(plain, path, roster) for path in paths}
    assert [path for path, what in found.items() if what == "genuine"] == []
    assert list(found.values()).count("not genuine") > 100


def test_fields_of_a_whole_passport_are_signed_wherever_they_stand(sealed, roster):
    plain = json.loads(write(sealed))
    paths = [path for path, _ in _leaves(plain)]
    drawn = random.Random(20261126).sample(paths, 60)
    assert [path for path in drawn if _changed_at(plain, path, roster) != "not genuine"] == []


def test_a_field_that_is_left_out_or_added_is_refused(sealed, roster):
    plain = json.loads(write(sealed))
    for name in plain["passport"]:
        less = {**plain, "passport": {k: v for k, v in plain["passport"].items() if k != name}}
        with pytest.raises(BadFile):
            read(json.dumps(less).encode())
    with pytest.raises(BadFile):
        read(json.dumps({**plain, "note": "x"}).encode())
    with pytest.raises(BadFile):
        read(json.dumps({**plain, "passport": {**plain["passport"], "note": "x"}}).encode())


@pytest.mark.parametrize("number", [300, pytest.param(3000, marks=pytest.mark.nightly)])
def test_of_many_damaged_files_none_is_genuine(sealed, roster, number):
    raw, rng = write(sealed), random.Random(20261126)
    refused = strange = 0
    while refused + strange < number:
        damaged = bytearray(raw)
        for _ in range(rng.choice((1, 1, 1, 2, 8))):
            match rng.randrange(3):
                case 0:
                    damaged[rng.randrange(len(damaged))] = rng.randrange(256)
                case 1:
                    del damaged[rng.randrange(len(damaged))]
                case _:
                    damaged.insert(rng.randrange(len(damaged)), rng.randrange(256))
        try:
            found = read(bytes(damaged))
        except BadFile:
            strange += 1
            continue
        if found == sealed:
            continue  # white space between the fields: the same document
        refused += 1
        assert not verify_passport(found, roster).genuine
    assert refused > number / 10
    assert strange > number / 10


def test_a_signature_has_one_spelling(sealed, roster):
    for text in (sealed.signature.upper(), sealed.signature + " ", " " + sealed.signature, "",
                 sealed.signature[:-2], "zz" * 64, "é" * 64):  # fmt: skip
        assert not verify_passport(replace(sealed, signature=text), roster).genuine


def test_another_nodes_key_is_refused_whoever_it_says_it_is(sealed, tmp_path):
    """A member of the network cannot write a passport in the name of another."""
    for centre in ("skane", "orebro"):
        init_node(tmp_path / "two" / centre, centre)
    site = Site.open(tmp_path / "two")
    try:
        stranger = seal(sealed.passport, NodeKey.new())
        member = seal(replace(sealed.passport, issuer="skane"), site.nodes["orebro"].key)
        posing = seal(replace(sealed.passport, issuer="orebro"), site.nodes["orebro"].key)
        for each in (sealed, stranger, member):  # uppsala is not in this roster
            assert not verify_passport(each, site.roster).genuine
        assert verify_passport(posing, site.roster).genuine
    finally:
        site.close()


def test_it_holds_from_its_issue_to_its_end(sealed, roster):
    issued, expires = (parse_iso(getattr(sealed.passport, n)) for n in ("issued", "expires"))
    assert expires - issued == timedelta(days=30)
    for now, expired in (
        (issued - HOUR, True), (issued, False), (expires - HOUR, False), (expires, True),
    ):  # fmt: skip
        verdict = verify_passport(sealed, roster, now=now)
        assert (verdict.genuine, verdict.expired, verdict.good) == (True, expired, not expired)


def test_a_status_list_tells_what_was_taken_back(lab, sealed, roster):
    before = read_status_list(write(status_list(lab.node)))
    verdict = verify_passport(sealed, roster, status=before)
    assert (verdict.revoked, verdict.good) == (False, True)
    assert verdict.checked_at == parse_iso(before.at)
    after = revoke_passport(lab.node, sealed.passport.id, lab.pharmacist)
    assert sealed.passport.id not in write(after).decode()
    verdict = verify_passport(sealed, roster, status=after)
    assert (verdict.genuine, verdict.revoked, verdict.good) == (True, True, False)


def test_a_list_from_before_the_passport_cannot_know_it(lab, sealed, roster):
    early = parse_iso(sealed.passport.issued) - HOUR
    old = seal_list(StatusList("uppsala", iso(early), ()), lab.node.key)
    assert verify_passport(sealed, roster, status=old).revoked is None


def test_a_list_of_another_issuer_or_changed_on_its_way_is_refused(lab, sealed, roster):
    good = revoke_passport(lab.node, sealed.passport.id, lab.pharmacist)
    for bad in (
        replace(good, revoked=()),
        replace(good, at=iso(utc_now() + HOUR)),
        replace(good, signature=""),
        seal_list(replace(good, issuer="skane"), lab.node.key),
        seal_list(good, NodeKey.new()),
    ):
        with pytest.raises(BadSignature):
            verify_passport(sealed, roster, status=bad)


def test_a_signed_passport_is_no_status_list_and_no_report(lab, sealed, roster):
    """Each kind of document is signed under a domain of its own."""
    report = report_of(lab.node, sealed.passport.report)
    assert not verify_passport(replace(sealed, signature=report.signature), roster).genuine


HOSTILE = [
    b"", b"null", b"[]", b'"x"', b"{", b"\xff\xfe", b"1e999", b"[" * 100_000,
    b'{"passport":null,"signature":""}',
    b'{"a":' + b"9" * 400 + b"}",
]  # fmt: skip


@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
def test_a_file_of_another_shape_is_said_to_be_none(raw):
    for reader in (read, read_status_list):
        with pytest.raises(BadFile):
            reader(raw)


NUMBERS = ["9" * 400, "1e999", "-1e400", "9007199254740993", "[" * 5000 + "]" * 5000,
           '"\\ud800"']  # fmt: skip


@pytest.mark.parametrize("text", NUMBERS, ids=["long", "inf", "-inf", "2^53", "deep", "surrogate"])
def test_a_value_that_nobody_could_sign_is_no_passport(sealed, roster, text):
    """In the bundle, the one part that has no form of ours."""
    raw = write(sealed).decode()
    assert '"bundle": {' in raw
    try:
        found = read(raw.replace('"bundle": {', f'"bundle": {{"x": {text},').encode())
    except BadFile:
        return
    assert not verify_passport(found, roster).genuine  # a float takes the place of a long number


def test_a_file_that_is_too_large_is_not_read():
    with pytest.raises(BadFile, match="too large"):
        read(b" " * 4_000_001)


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_a_time_that_is_none_is_an_error_even_when_it_was_signed(lab, sealed, roster, text):
    signed = seal(replace(sealed.passport, expires=text), lab.node.key)
    with pytest.raises(BadFile):
        verify_passport(signed, roster)
