"""Structural variants, repeats and mitochondria of real people: loaded, counted, taken away."""

from __future__ import annotations

from pathlib import Path

import pytest

from samvar.govern.identity import PERSONAS, Asker
from samvar.model.contribution import Scope
from samvar.model.errors import BadInput, Conflict, NotFound
from samvar.model.genome import Assembly
from samvar.model.load import LoadReport, LoadRequest
from samvar.model.structural import Event, EventKind
from samvar.model.variant import Variant
from samvar.network.operation import Operation
from samvar.network.operations import REPEAT_LENGTHS, STRUCTURAL_FREQUENCY
from samvar.node.care import open_care
from samvar.node.doctor import examine
from samvar.node.intake import load, rehearse
from samvar.node.leave import erase
from samvar.node.node import Node
from samvar.node.withdraw import opt_out, withdraw
from samvar.store.variants import rebuild
from samvar.store.variants.event import Question
from tests.node.conftest import WriteVcf

B37, B38 = Assembly.GRCh37, Assembly.GRCh38
SV = """##fileformat=VCFv4.2
##contig=<ID=1,length=248956422>
##ALT=<ID=DEL,Description="Deletion">
##ALT=<ID=DUP,Description="Duplication">
##INFO=<ID=SVTYPE,Number=1,Type=String,Description="Type">
"""
ROWS = (
    ("1", "1000", "a", "A", "<DEL>", ".", "PASS", "SVTYPE=DEL;END=3000", "GT", "0/1", "0/0", "1/1"),
    ("1", "9000", "b", "A", "<DUP>", ".", "PASS", "SVTYPE=DUP;END=9999", "GT", "0/1", "./.", "0/0"),
)


def write_sv(path: Path, samples: tuple[str, ...] = ("ANNA", "BO", "CILLA")) -> Path:
    """Three people's deletion and duplication."""
    names = ["CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT"]
    rows = ["#" + "\t".join((*names, *samples))]
    rows += ["\t".join(row[: 9 + len(samples)]) for row in ROWS]
    path.write_text(SV + "\n".join(rows) + "\n")
    return path


def events(
    node: Node, text: str, scope: Scope = Scope.CARE, assembly: Assembly = B38
) -> tuple[int, int, int]:
    """Carriers, homozygotes and people of whom it is known."""
    question = Question(Event.parse(text, assembly), 0.7)
    found = node.variants.snapshot().looked.events(assembly, question, scope)
    return found.carriers, found.homozygotes, found.individuals


@pytest.fixture
def trio(shared_data: Path) -> LoadRequest:
    """All that Scout's demo case has of its three people."""
    names = ("clinical", "clinical.SV", "clinical.mei", "clinical.str.stranger")
    folder = shared_data / "rare_disease/scout"
    return LoadRequest(
        dataset="trio",
        files=tuple(str(folder / f"643594.{name}.vcf.gz") for name in names),
        assembly="GRCh37",
        assert_normalised=True,
        assay="genome",
    )


def test_a_real_trio_is_loaded_with_all_that_it_has(
    node: Node, trio: LoadRequest, bioinformatician: Asker, tmp_path: Path
) -> None:
    report = load(node, trio, bioinformatician)
    assert [(f.records, f.beside) for f in report.files] == [
        (680, 0), (19, 19), (252, 252), (80, 80),
    ]  # fmt: skip
    assert report.samples == 3
    # 0/0, 0/0, 0/1 of the file's line, and one like it with other breakpoints
    assert events(node, "DEL:13:21732262-21734037", assembly=B37) == (1, 0, 3)
    assert events(node, "DEL:13:21732200-21734000", assembly=B37) == (1, 0, 3)
    assert events(node, "DEL:13:21732262-21739999", assembly=B37) == (0, 0, 3)
    # 1/1:MinGQ, 0/1:PASS, 0/1:PASS: the first is not known
    assert events(node, "DEL:5:474603-474974", assembly=B37) == (2, 0, 2)
    # 1/1 three times; a mobile element of one, whose own files the others' have none of
    assert events(node, "INS:8:133920667", assembly=B37) == (3, 3, 3)
    assert events(node, "ME:1:21898411", assembly=B37)[::2] == (1, 3)
    looked = node.variants.snapshot().looked
    cbl = looked.lengths(B37, "CBL", [12, 79], Scope.CARE)
    assert (cbl.alleles.tolist(), cbl.individuals) == ([5, 1, 0], 3)
    key = int(node.variants.snapshot().keys_of([Variant.parse("MT-16023-G-A", B37)])[0])
    assert looked.levels(B37, key, Scope.CARE).carriers.tolist() == [0, 0, 0, 0, 3, 0, 0, 0]
    snapshot = node.variants.snapshot()
    assert {"structural", "repeats", "mitochondrial"} <= snapshot.digest().keys()
    anew = rebuild(snapshot, tmp_path / "anew").snapshot()
    assert anew.digest() == snapshot.digest()


def test_a_person_leaves_these_tables_too(
    node: Node, trio: LoadRequest, bioinformatician: Asker, tmp_path: Path
) -> None:
    load(node, trio, bioinformatician)
    snapshot = node.variants.snapshot()
    son = next(
        sample for sample in snapshot.contributions
        if any(row["state"] == 1 for row in snapshot.beside_of(sample, "structural").to_pylist()
               if row["key"] & (1 << 28) - 1 == 21732261)
    )  # fmt: skip
    withdraw(node, (son,), Asker.of(PERSONAS["geneticist"]))
    assert events(node, "DEL:13:21732262-21734037", assembly=B37) == (0, 0, 2)
    after = node.variants.snapshot()
    assert after.beside_of(next(iter(after.contributions)), "repeats").num_rows > 0
    assert rebuild(after, tmp_path / "anew").snapshot().digest() == after.digest()


def test_an_opt_out_of_research_leaves_care_as_it_was(
    node: Node, cohort: LoadRequest, bioinformatician: Asker, tmp_path: Path
) -> None:
    path = write_sv(tmp_path / "sv.vcf")
    load(node, replaced(cohort, (*cohort.files, str(path))), bioinformatician)
    person = node.variants.snapshot().contributions
    some = next(iter(person.values())).person
    opt_out(node, some, Scope.RESEARCH, Asker.of(PERSONAS["geneticist"]))
    assert events(node, "DEL:1:1001-3000") == (2, 1, 3)
    assert events(node, "DEL:1:1001-3000", Scope.RESEARCH)[2] == 2


def replaced(request: LoadRequest, files: tuple[str, ...]) -> LoadRequest:
    """The same load of other files."""
    import msgspec

    return msgspec.structs.replace(request, files=files)


def alone(node: Node, path: Path, by: Asker, dataset: str = "cohort") -> LoadReport:
    """Load a file without small variants."""
    return load(node, LoadRequest(dataset=dataset, files=(str(path),)), by)


def test_structural_variants_join_samples_that_are_there(
    node: Node, cohort: LoadRequest, bioinformatician: Asker, tmp_path: Path
) -> None:
    load(node, cohort, bioinformatician)
    before = node.variants.snapshot()
    assert events(node, "DEL:1:1001-3000") == (0, 0, 0)
    report = alone(node, write_sv(tmp_path / "sv.vcf"), bioinformatician)
    assert (report.samples, report.variants, report.callable_from) == (3, 0, "none")
    after = node.variants.snapshot()
    assert after.contributions == before.contributions
    assert after.epoch == report.epoch == before.epoch + 1
    assert events(node, "DEL:1:1001-3000") == (2, 1, 3)
    assert events(node, "DUP:1:9001-9999") == (1, 0, 2)
    assert events(node, "INV:1:1001-3000") == (0, 0, 0)  # nobody looked for inversions
    again = alone(node, write_sv(tmp_path / "sv.vcf"), bioinformatician)
    assert again.epoch == report.epoch + 1
    assert events(node, "DEL:1:1001-3000") == (2, 1, 3)


def test_a_sample_that_is_not_there_is_refused_and_leaves_nothing(
    node: Node, cohort: LoadRequest, bioinformatician: Asker, tmp_path: Path
) -> None:
    load(node, cohort, bioinformatician)
    path = write_sv(tmp_path / "sv.vcf", ("ANNA", "DORA"))
    before = node.variants.snapshot().digest()
    for dataset in ("cohort", "another"):
        with pytest.raises(NotFound) as told:
            alone(node, path, bioinformatician, dataset)
        assert "DORA" not in str(told.value)
    with pytest.raises(BadInput, match="in no file of small variants"):
        load(node, replaced(cohort, (*cohort.files, str(path))), bioinformatician)
    assert node.variants.snapshot().digest() == before


def test_another_assembly_is_refused(
    node: Node, cohort: LoadRequest, bioinformatician: Asker, tmp_path: Path
) -> None:
    load(node, cohort, bioinformatician)
    path = write_sv(tmp_path / "sv.vcf")
    path.write_text(path.read_text().replace("248956422", "249250621"))
    with pytest.raises(Conflict, match="of another assembly"):
        alone(node, path, bioinformatician)


def test_a_file_of_small_variants_may_hold_structural_ones(
    node: Node, write_vcf: WriteVcf, bioinformatician: Asker
) -> None:
    path = write_vcf(name="mixed.vcf")
    lines = path.read_text()
    path.write_text(lines + "\t".join(("20", *ROWS[0][1:])) + "\n")
    request = LoadRequest(
        dataset="mixed", files=(str(path),), assembly="GRCh38", assert_normalised=True
    )
    assert rehearse(node, request, bioinformatician).files[0].beside == 1
    report = load(node, request, bioinformatician)
    (file,) = report.files
    assert (file.records, file.accepted, file.beside, file.skipped) == (5, 4, 1, {})
    assert events(node, "DEL:20:1001-3000") == (2, 1, 3)


def test_a_reload_without_them_takes_them_away(
    node: Node, cohort: LoadRequest, bioinformatician: Asker, tmp_path: Path
) -> None:
    path = write_sv(tmp_path / "sv.vcf")
    load(node, replaced(cohort, (*cohort.files, str(path))), bioinformatician)
    assert events(node, "DEL:1:1001-3000") == (2, 1, 3)
    load(node, cohort, bioinformatician)
    assert events(node, "DEL:1:1001-3000") == (0, 0, 0)
    assert EventKind.DEL.value not in {
        each.what for entry in node.variants.snapshot().opened.entries.values()
        for each in entry.examined
    }  # fmt: skip


ANSWERS = [
    (STRUCTURAL_FREQUENCY, {"events": ["DEL:1:1001-3000", "DUP:1:9001-9999"]},
     {"carriers": [2, 1], "homozygotes": [1, 0], "individuals": [3, 2]}),
    (STRUCTURAL_FREQUENCY, {"events": ["DEL:1:1001-2400"], "overlap": 0.8},
     {"carriers": [0], "homozygotes": [0], "individuals": [3]}),
    (REPEAT_LENGTHS, {"locus": "HTT", "bins": "class"},
     {"alleles": [3, 0, 1], "homozygotes": [1, 0, 0], "an": [4] * 3, "individuals": [2] * 3}),
]  # fmt: skip
REPEAT_ROWS = (
    "4 3076603 . C <STR17>,<STR40> . PASS END=3076660;REF=19;RU=CAG;REPID=HTT GT:REPCN "
    "1/2:17/40 0/0:19/19 ./.:."
)


@pytest.mark.parametrize(("operation", "given", "expected"), ANSWERS)
def test_a_nodes_answer_is_what_its_files_say(
    node: Node, cohort: LoadRequest, bioinformatician: Asker, tmp_path: Path,
    operation: Operation, given: dict[str, object], expected: dict[str, list[int]],
) -> None:  # fmt: skip
    repeats = write_sv(tmp_path / "str.vcf")
    header = repeats.read_text().replace("ID=1,length=248956422", "ID=4,length=190214555")
    lines = [line for line in header.splitlines() if line.startswith("#")]
    repeats.write_text("\n".join([*lines, "\t".join(REPEAT_ROWS.split())]) + "\n")
    files = (*cohort.files, str(write_sv(tmp_path / "sv.vcf")), str(repeats))
    load(node, replaced(cohort, files), bioinformatician)
    args = operation.read_args({"assembly": "GRCh38", **given})
    found = operation.answer(args, node.view(Scope.CARE))
    assert {name: numbers.tolist() for name, numbers in found.items()} == expected


def test_the_doctor_finds_a_damaged_table(
    node: Node, cohort: LoadRequest, bioinformatician: Asker, tmp_path: Path
) -> None:
    files = (*cohort.files, str(write_sv(tmp_path / "sv.vcf")))
    load(node, replaced(cohort, files), bioinformatician)
    (shard,) = node.variants.snapshot().opened.manifest.shards
    (table,) = (each for each in shard.beside if each.kind == "structural")
    path = node.variants.folder / table.file.name
    digests = [c.state for c in examine(node, verify=True) if c.name == "digests"]
    assert digests == ["ok"]
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)
    (found,) = (c for c in examine(node, verify=True) if c.name == "digests")
    assert (found.state, found.found) == ("bad", "1 files are not what was written")


def test_erasing_a_person_takes_them_out_of_these_tables(
    node: Node, cohort: LoadRequest, bioinformatician: Asker, tmp_path: Path
) -> None:
    files = (*cohort.files, str(write_sv(tmp_path / "sv.vcf")))
    load(node, replaced(cohort, files), bioinformatician)
    snapshot = node.variants.snapshot()
    cilla = next(
        snapshot.contributions[sample].person for sample in snapshot.contributions
        if 2 in snapshot.beside_of(sample, "structural").column("state").to_pylist()
    )  # fmt: skip
    geneticist = Asker.of(PERSONAS["geneticist"])
    open_care(node, cilla, geneticist)
    erase(node, cilla, geneticist, stepped_up=True)
    assert events(node, "DEL:1:1001-3000") == (1, 0, 2)
    left = node.variants.snapshot()
    assert rebuild(left, tmp_path / "anew").snapshot().digest() == left.digest()
