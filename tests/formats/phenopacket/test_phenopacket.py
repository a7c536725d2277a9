"""Phenopackets: every published one comes out as it went in; the schema is the protobuf's own."""

import gzip
import json

import msgspec
import phenopackets
import pytest
from google.protobuf.json_format import MessageToDict, Parse

from samvar.formats.phenopacket import base, clinical, genomic, packet
from samvar.formats.phenopacket.message import Message
from samvar.formats.phenopacket.packet import Cohort, Family, Phenopacket
from samvar.formats.phenopacket.read import parse, read_phenopacket, read_phenopackets
from samvar.formats.phenopacket.write import phenopacket_json
from samvar.model.errors import BadFile, Where

HERE = Where("x.json")
STORE = "rare_disease/phenopacket_store/phenopackets.jsonl.gz"
SMALL = {"id": "x", "metaData": {"phenopacketSchemaVersion": "2.0"}}


def test_all_published_cases_round_trip_and_have_their_known_numbers(shared_data):
    seen = excluded = cases = variants = vcf = 0
    with gzip.open(shared_data / STORE) as source:
        for case, line in zip(read_phenopackets(shared_data / STORE), source, strict=True):
            assert json.loads(phenopacket_json(case)) == json.loads(line)
            cases += 1
            features = case.phenotypic_features or ()
            excluded += sum(bool(feature.excluded) for feature in features)
            seen += sum(not feature.excluded for feature in features)
            for interpretation in case.interpretations:
                for finding in interpretation.diagnosis.genomic_interpretations:
                    found = finding.variant_interpretation.variation_descriptor
                    variants += 1
                    vcf += bool(found.vcf_record)
    assert (cases, seen, excluded, variants, vcf) == (4504, 41020, 58196, 5011, 4645)


@pytest.mark.parametrize("name", ["covid19", "mcahs1"])
def test_the_schemas_own_examples_round_trip(shared_data, name):
    path = shared_data / f"exchange/phenopackets/{name}.json"
    found = phenopacket_json(read_phenopacket(path), indent=2)
    assert json.loads(found) == json.loads(path.read_text())
    assert MessageToDict(Parse(found, phenopackets.Phenopacket())) == MessageToDict(
        Parse(path.read_text(), phenopackets.Phenopacket())
    )


def ours():
    return {
        name: found
        for module in (base, clinical, genomic, packet)
        for name, found in vars(module).items()
        if isinstance(found, type) and issubclass(found, Message) and found is not Message
    }


def test_every_message_has_exactly_the_protobufs_fields_enums_and_choices():
    known = ours()
    waiting = [
        m.DESCRIPTOR for m in (phenopackets.Phenopacket, phenopackets.Family, phenopackets.Cohort)
    ]
    done = set()
    while waiting:
        theirs = waiting.pop()
        if theirs.full_name in done or theirs.full_name.startswith(("google.", "org.ga4gh.vrs.")):
            continue
        done.add(theirs.full_name)
        if theirs.GetOptions().map_entry:
            continue
        mine = known.pop(theirs.name)
        fields = {field.encode_name: field for field in msgspec.structs.fields(mine)}
        assert set(fields) == {field.json_name for field in theirs.fields}, theirs.name
        groups = {
            tuple(field.name for field in group.fields)
            for group in theirs.oneofs
            if not group.name.startswith("_")
        }
        assert groups == set(mine.one_of), theirs.name
        for field in theirs.fields:
            if field.enum_type:
                names = tuple(value.name for value in field.enum_type.values)
                assert names == _choices(fields[field.json_name].type), field.full_name
            if field.message_type:
                waiting.append(field.message_type)
    assert known == {}


def _choices(annotation):
    return next(part.__args__ for part in annotation.__args__ if hasattr(part, "__args__"))


FULL = {
    "id": "f",
    "proband": {
        "id": "p",
        "subject": {"id": "s", "dateOfBirth": "1999-01-01T00:00:00.5Z", "sex": "FEMALE"},
        "phenotypicFeatures": [{"type": {"id": "HP:1", "label": "x"}, "excluded": False}],
        "measurements": [{"complexValue": {"typedQuantities": [{"quantity": {"value": 3}}]}}],
        "files": [{"uri": "file:x", "individualToFileIdentifiers": {"a_b": "c_d"}}],
        "interpretations": [
            {
                "diagnosis": {
                    "genomicInterpretations": [
                        {
                            "variantInterpretation": {
                                "variationDescriptor": {
                                    "variation": {"allele": {"curie": "x:y"}},
                                    "vcfRecord": {"pos": "123", "ref": "A", "alt": "C"},
                                }
                            }
                        }
                    ]
                }
            }
        ],
    },
    "consanguinousParents": True,
    "pedigree": {"persons": [{"individualId": "p", "affectedStatus": "AFFECTED"}]},
    "metaData": {"phenopacketSchemaVersion": "2.0.2", "created": "2020-01-01T10:00:00+01:00"},
}


def test_families_and_cohorts_round_trip_to_the_last_explicit_default():
    family = parse(json.dumps(FULL).encode(), HERE, Family)
    assert json.loads(phenopacket_json(family)) == FULL
    cohort = {"id": "c", "members": [SMALL], "metaData": SMALL["metaData"]}
    assert json.loads(phenopacket_json(parse(json.dumps(cohort).encode(), HERE, Cohort))) == cohort


def test_snake_case_and_nulls_are_understood_as_protobuf_does():
    raw = {"id": "x", "subject": None, "meta_data": {"phenopacket_schema_version": "2.0"},
           "files": [{"file_attributes": {"file_format": "vcf"}}]}  # fmt: skip
    found = json.loads(phenopacket_json(parse(json.dumps(raw).encode(), HERE, Phenopacket)))
    assert found == {**SMALL, "files": [{"fileAttributes": {"file_format": "vcf"}}]}


WRONG = [
    (b"", "not JSON", None),
    (b"{", "not JSON", None),
    (b"[" * 100_000, "not a phenopacket", None),
    (b"[]", "not a phenopacket", "no object"),
    (b'{"id": 5}', "not a phenopacket", "$.id"),
    (b'{"id": "x", "genes": []}', "not a phenopacket", None),
    (b'{"id": "x", "subject": {"sex": "Anna"}}', "not a phenopacket", "$.subject.sex"),
    (b'{"id": "x", "subject": {"dateOfBirth": "Anna"}}', "not a phenopacket", "dateOfBirth"),
    (
        b'{"id": "x", "diseases": [{"onset": {"timestamp": "2020-01-01T00:00:00Z", '
        b'"age": {"iso8601duration": "P1Y"}}}]}',
        "not a phenopacket",
        "$.diseases[0].onset",
    ),
    (b'{"metaData": {"phenopacketSchemaVersion": "2.0"}}', "has no id", None),
    (b'{"id": "x"}', "of version 2", None),
    (b'{"id": "x", "metaData": {"phenopacketSchemaVersion": "1.0.0"}}', "of version 2", None),
]


@pytest.mark.parametrize(("raw", "what", "place"), WRONG)
def test_another_document_is_refused_and_never_quoted(raw, what, place):
    with pytest.raises(BadFile, match=what) as caught:
        parse(raw, HERE, Phenopacket)
    assert place is None or place in caught.value.why
    assert "Anna" not in str(caught.value)


def test_a_wrong_line_of_many_is_named(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(SMALL) + "\n\n" + json.dumps({"id": 7}))
    with pytest.raises(BadFile) as caught:
        list(read_phenopackets(path))
    assert caught.value.where.line == 3
