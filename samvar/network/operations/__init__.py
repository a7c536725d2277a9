"""The operations over the stores themselves; the areas declare their own in `share.py`."""

from __future__ import annotations

from collections.abc import Iterable

from samvar.network.operation import Operation, Registry
from samvar.network.operations.carriers_count import CARRIERS_COUNT
from samvar.network.operations.dataset_list import DATASET_LIST
from samvar.network.operations.emergency_access import EMERGENCY_ACCESS
from samvar.network.operations.mitochondrial_frequency import MITOCHONDRIAL_FREQUENCY
from samvar.network.operations.node_status import NODE_STATUS
from samvar.network.operations.permit_applications import PERMIT_APPLICATIONS
from samvar.network.operations.permit_decisions import PERMIT_DECISIONS
from samvar.network.operations.repeat_lengths import REPEAT_LENGTHS
from samvar.network.operations.structural_frequency import STRUCTURAL_FREQUENCY
from samvar.network.operations.variant_frequency import VARIANT_FREQUENCY
from samvar.network.operations.variant_keys import VARIANT_KEYS

CORE: tuple[Operation, ...] = (
    VARIANT_FREQUENCY,
    CARRIERS_COUNT,
    VARIANT_KEYS,
    STRUCTURAL_FREQUENCY,
    REPEAT_LENGTHS,
    MITOCHONDRIAL_FREQUENCY,
    DATASET_LIST,
    NODE_STATUS,
    PERMIT_APPLICATIONS,
    PERMIT_DECISIONS,
    EMERGENCY_ACCESS,
)


def registry(more: Iterable[Operation] = ()) -> Registry:
    """The closed list: the core and what the areas add, built once by `node/build.py`.

    >>> [operation.name for operation in registry()][:2]
    ['carriers_count', 'dataset_list']
    """
    return Registry((*CORE, *more))


__all__ = [
    "CARRIERS_COUNT",
    "CORE",
    "DATASET_LIST",
    "EMERGENCY_ACCESS",
    "MITOCHONDRIAL_FREQUENCY",
    "NODE_STATUS",
    "PERMIT_APPLICATIONS",
    "PERMIT_DECISIONS",
    "REPEAT_LENGTHS",
    "STRUCTURAL_FREQUENCY",
    "VARIANT_FREQUENCY",
    "VARIANT_KEYS",
    "registry",
]
