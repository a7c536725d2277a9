"""The page of a case's list as a reader gets it: signed in, decided, written down, filtered, drawn.

The case is a small family's, whose list is replaced by the synthetic one of `case_list`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from litestar.testing import TestClient
from sqlalchemy import select, update

from bench.measure import Figure, each_seconds
from samvar.demo.network import Setting, start
from samvar.focus.rare_disease.intake.plan import plan_case
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.focus.rare_disease.tables import lists
from samvar.govern.identity import PERSONAS, Asker
from samvar.node.node import Node
from samvar.store.listing import Columns
from samvar.web.app import create_app

HERE = "stockholm"
_LOOKS = 12
_ROWS_MS, _P95_MS, _MARK_MS, _VIEW_MS = 100.0, 200.0, 100.0, 300.0
_VARIANTS = 5
_ADDRESSES = {
    "the filter that it opens with": "",
    "rare and in the protein": "?asked=1&freq=0.01&severity=protein_altering_variant",
    "recessive": "?asked=1&freq=0.01&model=AR_hom,AR_comp",
    "a gene by its id": "?asked=1&gene=HGNC:77",
    "a place": "?asked=1&place=7:117000001-118000000",
    "everything, from the middle": "?asked=1&all=1&offset={middle}",
}
_HEAD = '##fileformat=VCFv4.2\n##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
_NAMES = ("son", "dad", "mum")
_CONFIG = (
    "owner: cust000\nfamily: bench\nhuman_genome_build: '38'\nsamples:\n"
    "  - {sample_id: son, father: dad, mother: mum, sex: male, phenotype: affected}\n"
    "  - {sample_id: dad, father: '0', mother: '0', sex: male, phenotype: unaffected}\n"
    "  - {sample_id: mum, father: '0', mother: '0', sex: female, phenotype: unaffected}\n"
    "vcf_snv: small.vcf\n"
)


def pages(folder: Path, kept: Path) -> Iterator[Figure]:
    """kept: where the columns and texts of the synthetic list are."""
    demo = start(folder / "demo", setting=Setting(persons=24, sites=400))
    try:
        node = demo.site.nodes[HERE]
        case, client = _case(node, folder, kept), _reader(create_app(demo.site, demo=True))
        at = f"/nodes/{HERE}/rare/cases/{case}"
        middle = len(Columns(kept / "columns")) // 2
        taken: list[float] = []
        for name, words in _ADDRESSES.items():
            path = f"{at}/snv{words.format(middle=middle)}"
            own = [s * 1e3 for s in _looks(client, path)]
            taken += own
            yield Figure(f"a page of 50: {name}", float(np.median(own)), "ms")
        most = float(np.percentile(taken, 95))
        yield Figure(f"a page of 50, p95 of {len(taken)}", most, "ms",
                     must=f"< {_P95_MS:g} ms", met=most < _P95_MS)  # fmt: skip
        long = float(np.median(_looks(client, f"{at}/snv?size=500"))) * 1e3
        yield Figure("a page of 500 rows", long, "ms", must=f"<= {_ROWS_MS:g} ms",
                     met=long <= _ROWS_MS)  # fmt: skip
        for name, paths in _views(client, at).items():
            own = [s * 1e3 for path in paths for s in _looks(client, path)]
            most = float(np.percentile(own, 95))
            yield Figure(f"{name}, p95 of {len(own)}, seven nodes", most, "ms",
                         must=f"<= {_VIEW_MS:g} ms", met=most <= _VIEW_MS)  # fmt: skip
        mark = _marks(client, node, case, at)
        yield Figure("dismiss a row by its key, and draw it again", mark, "ms",
                     must=f"<= {_MARK_MS:g} ms", met=mark <= _MARK_MS)  # fmt: skip
    finally:
        demo.close()


def _case(node: Node, folder: Path, kept: Path) -> str:
    own = folder / "family"
    own.mkdir()
    titles = "\t".join(("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT"))
    record = "1\t1000\t.\tA\tG\t50\tPASS\t.\tGT\t0/1\t0/1\t0/0\n"
    (own / "small.vcf").write_text(_HEAD + "\t".join((titles, *_NAMES)) + "\n" + record)
    (own / "case.yaml").write_text(_CONFIG)
    loader = Asker.of(PERSONAS["bioinformatician"].at(HERE))
    new = NewCase(plan_case(own / "case.yaml"), "01", "bench", asserted=True)
    case = load_case(node, new, loader).case
    with node.records.begin() as tx:
        row = tx.connection.execute(
            select(lists).where(lists.c.case == case, lists.c.category == "snv")
        ).one()
        rows = len(Columns(kept / "columns"))
        tx.connection.execute(update(lists).where(lists.c.id == row.id).values(rows=rows))
    for key, name in ((row.columns, "columns"), (row.texts, "texts")):
        place = node.objects.path_of(key)
        place.unlink()
        place.symlink_to((kept / name).resolve())
    return case


def _reader(app: Any) -> TestClient[Any]:
    client: TestClient[Any] = TestClient(app)
    client.follow_redirects = False
    client.headers["accept"] = "text/html"
    fields = {"persona": "geneticist", "centre": "", "form_token": _token(client)}
    if client.post("/session", data=fields).status_code != 303:
        raise RuntimeError("nobody could sign in")
    return client


def _token(client: TestClient[Any]) -> str:
    page = client.get("/help" if client.cookies else "/sign-in").text
    found = re.search(r'name="form_token" value="([0-9a-f]+)"', page)
    return found.group(1) if found else ""


def _looks(client: TestClient[Any], path: str) -> list[float]:
    def look(_: int) -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")

    look(0)  # templates are read once
    return each_seconds(look, _LOOKS)


def _views(client: TestClient[Any], at: str) -> dict[str, list[str]]:
    """The pages of the case and of its first variants, which ask all nodes of the network."""
    rows = re.findall(r'data-row="([^"]+)"', client.get(f"{at}/snv").text)[:_VARIANTS]
    variants = [f"{at}/snv/{row}" for row in rows]
    return {
        "the page of the case": [at],
        "the page of a variant": variants,
        "the page of a variant's ACMG class": [f"{each}/acmg" for each in variants],
    }


def _marks(client: TestClient[Any], node: Node, case: str, at: str) -> float:
    """The median of dismissing and restoring one row, in milliseconds."""
    page = client.get(f"{at}/snv").text
    row, token = re.findall(r'data-row="([^"]+)"', page)[0], _token(client)
    Sealer(node, case).open(row)

    def press(number: int) -> None:
        act = "restore" if number % 2 else "dismiss"
        fields = {"category": "snv", "part": "1", "act": act, f"row.{row}": "1",
                  "form_token": token}  # fmt: skip
        answer = client.post(f"{at}/marks", data=fields)
        if answer.status_code != 200:
            raise RuntimeError(f"{act}: {answer.status_code}")

    return float(np.median(each_seconds(press, _LOOKS))) * 1e3
