"""Which datasets are there, at which node, and under which terms?"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from samvar.network.kind import Union
from samvar.network.operation import Operation
from samvar.network.view import DatasetRow, View


class DatasetsArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing to choose: all of them."""


def _key(row: DatasetRow) -> tuple[str, ...]:
    return (row.node, row.id, row.assembly)


def answer(args: DatasetsArgs, view: View) -> Mapping[tuple[str, ...], DatasetRow]:  # noqa: ARG001
    """This node's datasets with at least one live sample for the asker's use."""
    return {_key(row): row for row in view.datasets()}


DATASET_LIST = Operation(
    name="dataset_list",
    version=1,
    title="Which datasets are there?",
    args=DatasetsArgs,
    kind=Union(row=DatasetRow, key=_key),
    permission="see:datasets",
    disclosure="registered",
    verb="ask-dataset-list",
    answer=answer,
    check=lambda _: None,
    denominator=lambda _: None,
)
