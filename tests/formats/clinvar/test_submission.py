"""A submission to ClinVar: what is written holds to a schema, and what is wrong is refused."""

from __future__ import annotations

import copy
import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from samvar.formats.clinvar.submission import (
    Submission,
    checked,
    read_submission,
    write_submission,
)
from samvar.model.errors import BadFile, BadInput

SCHEMA = json.loads(
    resources.files("samvar.formats.clinvar.submission").joinpath("schema.json").read_text("utf-8")
)
VALID = Draft202012Validator(SCHEMA)
RECORD: dict[str, Any] = {
    "recordStatus": "novel",
    "localKey": "one",
    "variantSet": {
        "variant": [
            {
                "chromosomeCoordinates": {
                    "assembly": "GRCh38",
                    "chromosome": "12",
                    "start": 102852902,
                    "stop": 102852902,
                    "referenceAllele": "C",
                    "alternateAllele": "G",
                },
                "gene": [{"symbol": "PAH"}],
            }
        ]
    },
    "conditionSet": {"condition": [{"db": "MONDO", "id": "MONDO:0009861"}]},
    "germlineClassification": {
        "germlineClassificationDescription": "Likely pathogenic",
        "dateLastEvaluated": "2026-11-27",
        "comment": "PM3: opposite another.",
        "modeOfInheritance": "Autosomal recessive inheritance",
        "citation": [{"db": "DOI", "id": "10.1038/gim.2015.30"}],
    },
    "observedIn": [
        {
            "alleleOrigin": "germline",
            "affectedStatus": "yes",
            "collectionMethod": "clinical testing",
            "numberOfIndividuals": 1,
        }
    ],
}
WHOLE = {
    "assertionCriteria": {"db": "DOI", "id": "10.1038/gim.2015.30"},
    "germlineSubmission": [RECORD],
}


def written(folder: Path, value: object) -> Path:
    path = folder / "submission.json"
    path.write_text(json.dumps(value, indent=1), "utf-8")
    return path


def changed(place: str, value: object) -> dict[str, Any]:
    """The whole submission with one value replaced, or removed where it is `...`."""
    whole: Any = copy.deepcopy(WHOLE)
    here, *rest = whole, *place.split(".")
    for step in rest[:-1]:
        here = here[int(step) if step.isdecimal() else step]
    last = int(rest[-1]) if rest[-1].isdecimal() else rest[-1]
    if value is ...:
        del here[last]
    else:
        here[last] = value
    return whole


def test_a_submission_is_read_and_written_as_it_was(tmp_path: Path) -> None:
    found = read_submission(written(tmp_path, WHOLE))
    assert json.loads(write_submission(found)) == WHOLE
    assert list(VALID.iter_errors(WHOLE)) == []


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


FIRST = "germlineSubmission.0"
PLACE = f"{FIRST}.variantSet.variant.0.chromosomeCoordinates"
ALLOWED = [
    ("assertionCriteria", {"url": "https://submit.ncbi.nlm.nih.gov/api/2.0/files/x/rules.pdf"}),
    (f"{FIRST}.variantSet.variant.0", {"hgvs": "NM_000277.3:c.755G>C"}),
    (f"{FIRST}.conditionSet.condition.0", {"name": "phenylketonuria"}),
    (f"{FIRST}.localKey", ...),
    ("submissionName", "November"),
    ("clinvarSubmissionReleaseStatus", "hold until published"),
    ("behalfOrgID", 7),
    (f"{FIRST}.observedIn.0.clinicalFeatures", [
        {"db": "HP", "id": "HP:0001249", "clinicalFeaturesAffectedStatus": "present"}
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("place", "value"), ALLOWED)
def test_what_the_api_takes_is_taken(tmp_path: Path, place: str, value: object) -> None:
    whole = changed(place, value)
    read_submission(written(tmp_path, whole))
    assert list(VALID.iter_errors(whole)) == []


REFUSED = [
    # place, value: refused by the schema and by us
    ("assertionCriteria", ...),
    ("assertionCriteria", {"db": "DOI"}),
    ("assertionCriteria", {"db": "DOI", "id": "1;2"}),
    ("assertionCriteria", {"url": "https://elsewhere.example/rules.pdf"}),
    ("germlineSubmission", []),
    ("clinvarDeletion", {}),
    (f"{FIRST}.recordStatus", "changed"),
    (f"{FIRST}.recordStatus", "update"),
    (f"{FIRST}.clinvarAccession", "RCV000000001"),
    (f"{FIRST}.germlineClassification.germlineClassificationDescription", "pathogenic"),
    (f"{FIRST}.germlineClassification.germlineClassificationDescription", ...),
    (f"{FIRST}.germlineClassification.dateLastEvaluated", "27/11/2026"),
    (f"{FIRST}.germlineClassification.modeOfInheritance", "recessive"),
    (f"{FIRST}.germlineClassification.comment", ""),
    (f"{FIRST}.germlineClassification.citation", [{"db": "DOI"}]),
    (f"{FIRST}.germlineClassification.citation", [{"db": "DOI", "id": "1", "url": "x"}]),
    (f"{FIRST}.variantSet.variant", []),
    (f"{FIRST}.variantSet.variant", RECORD["variantSet"]["variant"] * 2),
    (f"{FIRST}.variantSet.variant.0.hgvs", "NM_000277.3:c.755G>C"),
    (f"{FIRST}.variantSet.variant.0.gene", [{"symbol": "PAH", "id": 5053}]),
    (f"{PLACE}.chromosome", "chr12"),
    (f"{PLACE}.chromosome", ...),
    (f"{PLACE}.start", 0),
    (f"{PLACE}.start", ...),
    (f"{PLACE}.alternateAllele", ...),
    (PLACE, {"assembly": "GRCh38", "chromosome": "1", "start": 1, "stop": 9}),
    (f"{FIRST}.conditionSet.condition", []),
    (f"{FIRST}.conditionSet.condition.0.name", "phenylketonuria"),
    (f"{FIRST}.conditionSet.condition", [{"name": "a"}, {"name": "b"}]),
    (f"{FIRST}.conditionSet.multipleConditionExplanation", "Uncertain"),
    (f"{FIRST}.observedIn", []),
    (f"{FIRST}.observedIn.0.alleleOrigin", "somatic"),
    (f"{FIRST}.observedIn.0.affectedStatus", ...),
    (f"{FIRST}.observedIn.0.numberOfIndividuals", -1),
    (f"{FIRST}.observedIn.0.clinicalFeatures", [{"name": "x"}]),
    (f"{FIRST}.unknown", 1),
]


@pytest.mark.parametrize(("place", "value"), REFUSED)
def test_what_the_schema_refuses_we_refuse_with_its_line(
    tmp_path: Path, place: str, value: object
) -> None:
    whole = changed(place, value)
    assert list(VALID.iter_errors(whole))
    with pytest.raises(BadFile) as caught:
        read_submission(written(tmp_path, whole))
    assert caught.value.where is not None
    assert caught.value.where.line


BEYOND = [
    # place, value, what: no schema can say these
    (f"{FIRST}.germlineClassification.dateLastEvaluated", "2026-02-30", "no day"),
    (f"{PLACE}.stop", 1, "end before they start"),
    (f"{FIRST}.germlineClassification.comment", "of 19640823-3234", "personal number"),
    (f"{FIRST}.localKey", "640823-3234", "personal number"),
    ("germlineSubmission", [RECORD, RECORD], "the same key"),
    (f"{PLACE}.stop", 102853000, "how a variant of more than 50 bases was found"),
]


@pytest.mark.parametrize(("place", "value", "what"), BEYOND)
def test_what_no_schema_can_say(tmp_path: Path, place: str, value: object, what: str) -> None:
    with pytest.raises(BadFile, match=what):
        read_submission(written(tmp_path, changed(place, value)))


def test_the_line_is_that_of_the_fault(tmp_path: Path) -> None:
    whole = changed(f"{FIRST}.observedIn.0.affectedStatus", "perhaps")
    path = written(tmp_path, whole)
    with pytest.raises(BadFile) as caught:
        read_submission(path)
    assert caught.value.where is not None
    assert caught.value.where.line is not None
    assert "perhaps" in path.read_text("utf-8").splitlines()[caught.value.where.line - 1]


def test_what_is_made_here_is_checked_before_it_is_written(tmp_path: Path) -> None:
    found = read_submission(written(tmp_path, WHOLE))
    twice = Submission(
        germline_submission=found.germline_submission * 2,
        assertion_criteria=found.assertion_criteria,
    )
    with pytest.raises(BadInput, match="the same key"):
        write_submission(twice)
    with pytest.raises(BadInput, match="not a submission"):
        checked(Submission(germline_submission=(), assertion_criteria=found.assertion_criteria))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"a": 1}'])
def test_what_is_no_submission_at_all(tmp_path: Path, text: str) -> None:
    path = tmp_path / "submission.json"
    path.write_text(text, "utf-8")
    with pytest.raises(BadFile):
        read_submission(path)
