"""One byte sequence for one value: JSON Canonicalization Scheme (RFC 8785), and its hash.

Two nodes that hash the same question get the same digest, whatever wrote it. Bytes, which JSON
has not, stand as `{"sha256": hex}`: a batch of keys is hashed once and not rewritten as text.
"""

from __future__ import annotations

import math
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any

import msgspec

from samvar.model.errors import UsageError

_EXACT = 1 << 53


def canonical(value: Any) -> bytes:
    """UTF-8 JSON of structs, mappings with text keys, sequences, text, numbers, None.

    >>> canonical({"b": [1.0, 1e21, "é\\n"], "a": None}).decode()
    '{"a":null,"b":[1,1e+21,"é\\\\n"]}'

    Raises:
        UsageError: not a number, an integer beyond 2^53, a lone surrogate, another type.
    """
    plain = msgspec.to_builtins(value, builtin_types=(bytes,))
    try:
        return _write(plain).encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError("a text is not Unicode (lone surrogate)") from None


def digest(value: Any) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal.

    >>> digest({})[:16]
    '44136fa355b3678a'
    """
    return sha256(canonical(value)).hexdigest()


def _write(value: Any) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        if abs(value) > _EXACT:
            raise UsageError("an integer beyond 2^53 has no exact JSON form")
        return str(int(value))
    if isinstance(value, float):
        return number(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return f'{{"sha256":"{sha256(value).hexdigest()}"}}'
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_write, value))}]"
    if isinstance(value, dict):
        pairs = (f"{encode_basestring(k)}:{_write(value[k])}" for k in sorted(value, key=_utf16))
        return f"{{{','.join(pairs)}}}"
    raise UsageError(f"{type(value).__name__} has no JSON form")


def _utf16(key: Any) -> bytes:
    """Names sort by UTF-16 code units (RFC 8785 section 3.2.3)."""
    if not isinstance(key, str):
        raise UsageError("a name in JSON is a text")
    return key.encode("utf-16-be", "surrogatepass")


def number(value: float) -> str:
    """A double as ECMAScript writes it (RFC 8785 section 3.2.2.3, ECMA-262 Number::toString).

    >>> [number(x) for x in (-0.0, 1e-7, 123456789012345680000.0, 0.000001, 5e-324)]
    ['0', '1e-7', '123456789012345680000', '0.000001', '5e-324']

    Raises:
        UsageError: infinite or not a number.
    """
    if not math.isfinite(value):
        raise UsageError("infinity and not-a-number have no JSON form")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0)  # value = 0.DIGITS x 10^point before the strip below
    point -= len(whole + fraction) - len(digits)
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = point - 1
    tail = f".{digits[1:]}" if count > 1 else ""
    return f"{sign}{digits[0]}{tail}e{'+' if power > 0 else '-'}{abs(power)}"
