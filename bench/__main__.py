"""`make bench`: run the suites, print each figure, and write all of them as JSON.

python -m bench                 all suites
python -m bench load question   some of them
python -m bench --out FILE      where the JSON goes (default: .run/bench.json)
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.machine import describe

SUITES = {
    "load": "reading and loading a genome and a cohort, against bcftools and PLINK 2",
    "store": "the variant store alone: point, range, million keys, one person in and out",
    "overlap": "people with a like structural variant, against DuckDB",
    "pgen": "PLINK 2 filesets read and written, against plink2",
    "table": "a table of 50 million variants: look-ups, one genome in and out, against others",
    "ledger": "the disclosure ledger: spending durably, and asking again",
    "question": "national point questions with the full chain: in process, HTTP, one hung node",
    "audit": "the audit log: durable entries, the tree, cosigned checkpoints, proofs",
    "annotate": "a genome annotated by a table of millions, against bcftools and vcfanno",
    "consequence": "what a million variants do to 60,000 transcripts, against bcftools csq",
    "million": "seven nodes with a million variants each: questions/s, vectors, memory",
    "masks": "sums under masks: seven nodes with a million counters each, open and masked",
    "http_signature": "signed HTTP requests between nodes: to sign one, to check one",
    "seal": "sealed values, personal numbers, Crypt4GH against its own tool, kept sources",
    "start": "from the command to seven ready nodes",
    "pharmacogenes": "star alleles and phenotypes of a cohort's eight genes, and of one person",
    "pgx_cohort": "star alleles of the nation: one node's answer, the question, the page",
    "pgx_ward": "a node with 10,000 people and 30,000 orders: queue, order, answers in time",
    "phenotype": "diseases ranked by phenotype: time beside pyhpo, how often they are true",
    "candidate": "the true gene among those of an exome: by phenotype, by variants, by both",
    "matching": "one patient held against 5,000, and how often the first has the same disease",
    "policy": "a decision by policy, new and remembered, and the whole matrix of who may do what",
    "cohort": "questions to many genomes: DuckDB and Spark, from a folder and from a bucket",
    "inheritance": "models, compounds and rank scores of a family, against genmod; a whole genome",
    "case_list": "a case with five million variants: filters, pages, one variant by its name",
    "case_load": "a case from files to list: a trio's exome, and its genome of 4.5 million",
    "intake": "a case's files looked through: a genome's VCF beside bcftools, a D4's depths",
    "growth": "how a node grows with its people: a panel, drawn stores, and what a nation costs",
    "help": "how long a person waits for samvar --help",
}


def main() -> int:
    """Run what was asked for; exit 1 if a promised figure was not met and --strict was given."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=", ".join(SUITES))
    parser.add_argument("--out", type=Path, default=Path(".run/bench.json"))
    parser.add_argument("--strict", action="store_true", help="exit 1 where a promise is not met")
    asked = parser.parse_args()
    unknown = [name for name in asked.suites if name not in SUITES]
    if unknown:
        parser.error(f"no suite is called {unknown[0]}; there are {', '.join(SUITES)}")
    # One person asks thousands of questions a second here; nodes in processes of their own too.
    os.environ.setdefault("SAMVAR_CARE_QUESTIONS_HOUR", "1000000000")
    result: dict[str, object] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": describe(),
    }
    suites: dict[str, object] = {}
    short = 0
    for name in asked.suites or SUITES:
        print(f"{name}: {SUITES[name]}", flush=True)
        start = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="samvar-bench-") as folder:
            figures = []
            for figure in importlib.import_module(f"bench.{name}").run(Path(folder)):
                print(figure.line(), flush=True)
                figures.append(figure)
        short += sum(figure.met is False for figure in figures)
        suites[name] = {
            "seconds": round(time.perf_counter() - start, 1),
            "figures": [figure.plain() for figure in figures],
        }
    result["suites"] = suites
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(result, indent=1) + "\n")
    print(f"written to {asked.out}")
    return 1 if short and asked.strict else 0


if __name__ == "__main__":
    sys.exit(main())
