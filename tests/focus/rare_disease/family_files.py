"""A small family on disk: a load config and what it names, to be spoilt by tests."""

from __future__ import annotations

from pathlib import Path

SAMPLES = ("son", "dad", "mum")
HEAD = (
    "##fileformat=VCFv4.2\n##contig=<ID=1,length=249250621>\n##contig=<ID=X,length=155270560>\n"
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
)
TITLES = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT"
CONFIG = """\
owner: cust000
family: fam
family_name: '17'
synopsis: A boy with seizures
phenotype_terms: [HP:0001250]
human_genome_build: '37'
samples:
  - {sample_id: son, father: dad, mother: mum, sex: male, phenotype: affected,
     analysis_type: wgs, expected_coverage: 30}
  - {sample_id: dad, father: '0', mother: '0', sex: male, phenotype: unaffected}
  - {sample_id: mum, father: '0', mother: '0', sex: female, phenotype: unaffected}
vcf_snv: small.vcf
vcf_sv: large.vcf
peddy_check: ped_check.csv
peddy_sex: sex_check.csv
peddy_ped: peddy.ped
gene_panels: [OMIM]
"""
CHECK = """\
sample_a,sample_b,n,ibs0,rel,pedigree_parents,predicted_parents,parent_error,\
sample_duplication_error
son,dad,10000,4,0.501,True,True,False,False
son,mum,10000,5,0.499,True,True,False,False
dad,mum,10000,940,-0.01,False,False,False,False
"""
SEX = """\
error,het_count,het_ratio,ped_sex,predicted_sex,sample_id
False,10,0.03,male,male,son
False,10,0.03,male,male,dad
False,900,1.7,female,female,mum
"""
PED = """\
#family_id	sample_id	paternal_id	maternal_id	sex	phenotype	het_mean_depth
fam	son	dad	mum	1	2	31
fam	dad	0	0	1	1	30
fam	mum	0	0	2	1	29
"""
SMALL = "1\t1000\t.\tA\tG\t50\tPASS\t.\tGT\t0/1\t0/1\t0/0\n"
LARGE = "1\t5000\t.\tN\t<DEL>\t50\tPASS\tSVTYPE=DEL;END=9000\tGT\t0/1\t0/0\t0/0\n"


def vcf(records: str, samples: tuple[str, ...] = SAMPLES, head: str = HEAD) -> str:
    """A whole VCF."""
    return head + "\t".join((TITLES, *samples)) + "\n" + records


def family(folder: Path, **files: str) -> Path:
    """Write the family; a file of the same name (dots as underscores) replaces what is usual.

    Returns the config's path.
    """
    usual = {
        "case.yaml": CONFIG,
        "small.vcf": vcf(SMALL),
        "large.vcf": vcf(LARGE),
        "ped_check.csv": CHECK,
        "sex_check.csv": SEX,
        "peddy.ped": PED,
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in usual.items():
        (folder / name).write_text(files.pop(name.replace(".", "_"), text))
    assert not files, files
    return folder / "case.yaml"
