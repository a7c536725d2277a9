"""samvar: a national precision-medicine infrastructure, one node or all seven.

In a notebook:

    import samvar
    with samvar.open("demo", persona="geneticist") as nation:
        answer = nation.frequency("10-94781859-G-A")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samvar.node.handle import Handle

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(target: str = "demo", **options: Any) -> Handle:
    """Open the demo, a node's folder or a folder of nodes; see `samvar.node.handle`."""
    from samvar.node.handle import open_handle  # noqa: PLC0415 - importing samvar stays quick

    return open_handle(target, **options)
