"""Any value of a type that msgspec reads, drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from hypothesis import strategies as st

Drawn = st.SearchStrategy[Any]


def drawn_of(cls: type, own: Mapping[str, Drawn] | None = None) -> Drawn:
    """Plain values that a struct is read from; some of its own fields drawn otherwise."""
    return _of(msgspec.inspect.type_info(cls), cls, own or {})


def _of(kind: Any, top: type, own: Mapping[str, Drawn]) -> Drawn:
    def of(inner: Any) -> Drawn:
        return _of(inner, top, own)

    match kind:
        case msgspec.inspect.StructType():
            mine = own if kind.cls is top else {}
            fields = [each for each in kind.fields if each.name not in mine]
            needed = {each.name: of(each.type) for each in fields if each.required}
            rest = {each.name: of(each.type) for each in fields if not each.required}
            return st.fixed_dictionaries({**mine, **needed}, optional=rest)
        case msgspec.inspect.EnumType():
            return st.sampled_from([each.value for each in kind.cls])
        case msgspec.inspect.UnionType():
            return st.one_of([of(each) for each in kind.types])
        case msgspec.inspect.TupleType():
            return st.tuples(*map(of, kind.item_types))
        case msgspec.inspect.VarTupleType():
            return st.lists(of(kind.item_type), max_size=3)
        case msgspec.inspect.BoolType():
            return st.booleans()
        case msgspec.inspect.IntType():
            return st.integers(0 if kind.ge is None else kind.ge, kind.le or 5_000)
        case msgspec.inspect.FloatType():
            return st.floats(0, 1 if kind.le is not None else 500)
        case msgspec.inspect.NoneType():
            return st.none()
        case msgspec.inspect.StrType():
            return st.sampled_from(["a", "b"])
    raise AssertionError(kind)
