"""The questions that this area answers in the network; each is a sum or a set of what nodes say."""

from samvar.network.operation import Operation

OPERATIONS: tuple[Operation, ...] = ()

__all__ = ["OPERATIONS"]
