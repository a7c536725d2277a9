"""A small ontology of invented terms, with invented diseases, written as the real files are."""

from __future__ import annotations

from pathlib import Path

OBO = """\
format-version: 1.2
data-version: hp/releases/2026-02-03
ontology: hp.obo

[Term]
id: HP:0000001
name: All

[Term]
id: HP:0000118
name: Phenotypic abnormality
is_a: HP:0000001 ! All

[Term]
id: HP:0000005
name: Mode of inheritance
is_a: HP:0000001 ! All

[Term]
id: HP:0000007
name: Autosomal recessive inheritance
is_a: HP:0000005 ! Mode of inheritance

[Term]
id: HP:0001426
name: Multifactorial inheritance
is_a: HP:0000005 ! Mode of inheritance

[Term]
id: HP:9000010
name: Odd hand
synonym: "Hand that is \\"odd\\"" EXACT layperson []
is_a: HP:0000118 ! Phenotypic abnormality

[Term]
id: HP:9000012
name: Blue thumb
alt_id: HP:9000090
synonym: "Azure pollex" EXACT []
is_a: HP:9000011 ! Odd thumb

[Term]
id: HP:9000011
name: Odd thumb
is_a: HP:9000010 ! Odd hand

[Term]
id: HP:9000013
name: Long thumb
is_a: HP:9000011 ! Odd thumb

[Term]
id: HP:9000020
name: Odd heart
is_a: HP:0000118 ! Phenotypic abnormality

[Term]
id: HP:9000021
name: Loud heart
is_a: HP:9000020 ! Odd heart

[Term]
id: HP:9000022
name: Heart on the hand
is_a: HP:9000010 ! Odd hand
is_a: HP:9000020 ! Odd heart

[Term]
id: HP:9000030
name: Odd gait
is_a: HP:0000118 ! Phenotypic abnormality

[Term]
id: HP:9000031
name: Hopping gait
is_a: HP:9000030 ! Odd gait

[Term]
id: HP:9000032
name: Creeping gait
is_a: HP:9000030 ! Odd gait

[Term]
id: HP:9000091
name: obsolete Bluish thumb
is_obsolete: true
replaced_by: HP:9000012

[Term]
id: HP:9000092
name: obsolete Thing of the past
is_obsolete: true

[Typedef]
id: part_of
name: part of
"""

HEAD = """\
#description: "annotations of invented diseases"
#version: 2026-02-02
database_id\tdisease_name\tqualifier\thpo_id\treference\tevidence\tonset\tfrequency\tsex\tmodifier\taspect\tbiocuration
"""

SAID = (
    # disease, name, qualifier, term, reference, evidence, frequency, aspect
    "OMIM:900001|Thumb syndrome 1||HP:9000012|PMID:1|PCS|3/4|P",
    "OMIM:900001|Thumb syndrome 1||HP:9000012|PMID:2|PCS|1/4|P",
    "OMIM:900001|Thumb syndrome 1||HP:9000013|PMID:2|PCS|0/4|P",
    "OMIM:900001|Thumb syndrome 1||HP:9000031|PMID:2|PCS||P",
    "OMIM:900001|Thumb syndrome 1||HP:0000007|PMID:1|PCS||I",
    "OMIM:900002|Heart disease|NOT|HP:9000012|PMID:3|PCS||P",
    "OMIM:900002|Heart disease||HP:9000021|OMIM:900002|TAS||P",
    "OMIM:900002|Heart disease||HP:9000022|PMID:3;PMID:4|PCS|12.5%|P",
    "OMIM:900003|Gait disorder, X-linked||HP:9000032|PMID:5|PCS|9/9|P",
    "OMIM:900003|Gait disorder, X-linked||HP:9000020|OMIM:900003|IEA||P",
    "OMIM:900004|Susceptibility to hopping||HP:9000031|OMIM:900004|IEA||P",
    "OMIM:900004|Susceptibility to hopping||HP:0001426|OMIM:900004|IEA||I",
    "ORPHA:71|Thumb syndrome type 1||HP:9000013|ORPHA:71|TAS|HP:0040282|P",
    "ORPHA:71|Thumb syndrome type 1||HP:9000012|ORPHA:71|TAS|HP:0040281|P",
    "ORPHA:72|Creeping, isolated||HP:9000032|ORPHA:72|TAS|HP:0040280|P",
)
LINKS = """\
ncbi_gene_id\tgene_symbol\thpo_id\thpo_name\tfrequency\tdisease_id
71\tTHU1\tHP:9000012\tBlue thumb\t3/4\tOMIM:900001
71\tTHU1\tHP:9000013\tLong thumb\t-\tORPHA:71
72\tHRT2\tHP:9000021\tLoud heart\t-\tOMIM:900002
73\tGAI3\tHP:9000032\tCreeping gait\t9/9\tOMIM:900003
74\tHOP4\tHP:9000031\tHopping gait\t-\tOMIM:900004
75\tNIL5\tHP:9000031\tHopping gait\t-\tOMIM:999999
"""


def line(row: str) -> str:
    """A line of phenotype.hpoa from the short form of `SAID`."""
    disease, name, qualifier, term, reference, evidence, frequency, aspect = row.split("|")
    cells = (disease, name, qualifier, term, reference, evidence, "", frequency, "", "", aspect,
             "HPO:test[2026-02-02]")  # fmt: skip
    return "\t".join(cells)


def written(folder: Path, *, obo: str = OBO, said: str | None = None, links: str = LINKS) -> Path:
    """The folder with the three files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hp.obo").write_text(obo)
    text = HEAD + "\n".join(line(row) for row in SAID) + "\n" if said is None else said
    (folder / "phenotype.hpoa").write_text(text)
    (folder / "genes_to_phenotype.txt").write_text(links)
    return folder
