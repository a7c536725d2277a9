"""The Beacon: a path and parameters in, a status and a document out. It knows no web framework."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from samvar.exchange.beacon import envelope, framework
from samvar.exchange.beacon.envelope import Found, Reply
from samvar.exchange.beacon.query import VariantQuery, query_of
from samvar.exchange.beacon.record import record, variant_of
from samvar.exchange.beacon.request import Inquiry, read_get, read_post
from samvar.exchange.beacon.source import Dataset, FrequencySource, Identity, Rows
from samvar.exchange.vrs import Fetch
from samvar.model.errors import BadInput, NotFound, SamvarError, UsageError
from samvar.model.genome import Assembly
from samvar.model.variant import Variant

Json = dict[str, Any]
Pairs = Sequence[tuple[str, str]]
FetchOf = Callable[[Assembly], Fetch | None]


def _no_reference(_assembly: Assembly) -> Fetch | None:
    return None


@dataclass(frozen=True, slots=True)
class Beacon:
    """One Beacon over one source. `fetch_of` gives the bases of a mounted reference, or None."""

    identity: Identity
    source: FrequencySource
    fetch_of: FetchOf = _no_reference

    def answer(
        self, method: str, path: str, pairs: Pairs = (), body: bytes = b"", base_url: str = ""
    ) -> Reply:
        """Answer a request. `path` is below the Beacon's root, without slashes at the ends.

        No input raises: what cannot be answered becomes a beaconErrorResponse.
        """
        inquiry: Inquiry | None = None
        try:
            if method not in ("GET", "POST"):
                no = UsageError("this is not a way to ask", remedy="use GET or POST")
                return envelope.error(self.identity, no, status=405)
            described = self._described(path, base_url)
            if described is not None:
                return described
            ask = self._entry(path)
            inquiry = read_post(body) if method == "POST" else read_get(pairs)
            return ask(inquiry, base_url)
        except SamvarError as wrong:
            return envelope.error(self.identity, wrong, inquiry)

    def _described(self, path: str, base_url: str) -> Reply | None:
        identity = self.identity
        if path == "service-info":  # GA4GH's document stands bare, without Beacon's frame
            return Reply(200, framework.service(identity, base_url))
        responses: dict[str, Callable[[], Json]] = {
            "": lambda: framework.info(identity, base_url),
            "info": lambda: framework.info(identity, base_url),
            "configuration": lambda: framework.configuration(identity),
            "map": lambda: framework.beacon_map(base_url),
            "entry_types": framework.entry_types,
            "filtering_terms": framework.filtering_terms,
        }
        describe = responses.get(path)
        if describe is None:
            return None
        return envelope.informational(identity, path.replace("_", "-") or "info", describe())

    def _entry(self, path: str) -> Callable[[Inquiry, str], Reply]:
        match path.split("/"):
            case ["g_variants"]:
                return self._variants
            case ["g_variants", identifier]:
                return lambda inquiry, url: self._variant(inquiry, identifier, url)
            case ["datasets"]:
                return lambda inquiry, _: self._datasets(inquiry, None)
            case ["datasets", identifier]:
                return lambda inquiry, _: self._datasets(inquiry, identifier)
            case ["datasets", identifier, "g_variants"]:
                return lambda inquiry, url: self._variants(inquiry, url, identifier)
        raise NotFound(
            "this Beacon has no such entry",
            why="it holds frequencies of variants, and no record of any person",
            remedy="see map",
        )

    def _variants(self, inquiry: Inquiry, base_url: str, dataset: str | None = None) -> Reply:
        if not inquiry.asked:
            raise UsageError(
                "which variants?",
                remedy="say referenceName, assemblyId, start and alternateBases or end",
            )
        query = query_of(inquiry.asked, self.identity.max_range_bp)
        if dataset is not None:
            self._askable(dataset, query)
        named, stretch = query.variant, query.stretch
        if named is not None:
            rows = self.source.named(named)
        elif query.form == "range":
            rows = self.source.overlapping(query.assembly, stretch)
        else:
            rows = self.source.starting(query.assembly, stretch)
        return self._reply(inquiry, rows, query.contig, _matching(rows.table, query), base_url)

    def _variant(self, inquiry: Inquiry, identifier: str, base_url: str) -> Reply:
        if inquiry.asked:
            raise UsageError("an identifier says it all", remedy="leave the parameters out")
        variant = variant_of(identifier)
        rows = self.source.named(variant)
        columns = (rows.table[name].to_pylist() for name in ("position", "ref", "alt"))
        wanted = (variant.position, variant.ref, variant.alt)
        same = [row == wanted for row in zip(*columns, strict=True)]
        return self._reply(
            inquiry,
            rows,
            variant.contig,
            rows.table.filter(pa.array(same, type=pa.bool_())),
            base_url,
        )

    def _reply(
        self, inquiry: Inquiry, rows: Rows, contig: str, table: pa.Table, base_url: str
    ) -> Reply:
        table = _filtered(table, inquiry)
        first, size = inquiry.page
        assembly = rows.told.assembly
        fetch = self.fetch_of(assembly)
        records = [
            record(
                Variant(assembly, contig, row["position"], row["ref"], row["alt"]),
                row["ac"],
                row["an"],
                rows.told,
                base_url,
                fetch,
            )
            for row in (table.slice(first, size).to_pylist() if first < table.num_rows else ())
        ]
        found = Found(rows.told.id, table.num_rows, records, rows.told)
        return envelope.results(
            self.identity, inquiry, "genomicVariant", [found], collections=False
        )

    def _datasets(self, inquiry: Inquiry, identifier: str | None) -> Reply:
        if inquiry.asked or inquiry.filters:
            raise UsageError(
                "datasets are not found by parameters or filters",
                remedy="ask datasets/{id}/g_variants",
            )
        known = [
            one for one in self.source.datasets() if identifier is None or one.id == identifier
        ]
        if identifier is not None and not known:
            raise NotFound("there is no such dataset", remedy="see datasets")
        first, size = inquiry.page
        found = Found(
            "datasets", len(known), [_dataset(d) for d in known[first : first + size]], None
        )
        return envelope.results(self.identity, inquiry, "dataset", [found], collections=True)

    def _askable(self, identifier: str, query: VariantQuery) -> None:
        known = next((one for one in self.source.datasets() if one.id == identifier), None)
        if known is None:
            raise NotFound("there is no such dataset", remedy="see datasets")
        if known.told is None:
            raise UsageError(
                "this dataset's variants are counted together with the others of its node",
                remedy="ask g_variants",
            )
        if known.told.assembly is not query.assembly:
            raise UsageError(f"the dataset holds {known.told.assembly.value}")


def _matching(table: pa.Table, query: VariantQuery) -> pa.Table:
    columns = (table[name].to_pylist() for name in ("position", "ref", "alt"))
    mask = [query.matches(*row) for row in zip(*columns, strict=True)]
    return table.filter(pa.array(mask, type=pa.bool_()))


def _filtered(table: pa.Table, inquiry: Inquiry) -> pa.Table:
    if not inquiry.filters or table.num_rows == 0:
        return table
    counts = list(zip(table["ac"].to_pylist(), table["an"].to_pylist(), strict=True))
    untold = sum(ac is None or an == 0 for ac, an in counts)
    if untold:
        raise BadInput(
            f"the frequency of {untold} matching variants is not told, so no filter can judge them",
            remedy="leave the filter out",
        )
    mask = [all(one.allows(ac / an) for one in inquiry.filters) for ac, an in counts]
    return table.filter(pa.array(mask, type=pa.bool_()))


def _dataset(dataset: Dataset) -> Json:
    described: Json = {
        "id": dataset.id,
        "name": dataset.name,
        "description": dataset.description,
        "info": {"assembly": dataset.assembly},
    }
    if dataset.created_at:
        described["createDateTime"] = dataset.created_at
    if dataset.version:
        described["version"] = dataset.version
    return described
