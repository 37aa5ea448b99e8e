"""Spoils JSON bodies in every way that a network, a proxy or somebody who means harm may."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

_PLACE = "@@here@@"
TOKENS = (
    *("0", "1", "-1", "00", "1.0", "1.005", "-0.0", "1e5", "1E+2", "9" * 30, "9" * 400, "9" * 5_000, "-" + "9" * 40),
    *("1e400", "1e999999", "1e9999999999", "1e99999999999999999999", "1e-99999999999999999999", "0." + "1" * 60),
    *(
        "NaN",
        "Infinity",
        "-Infinity",
        "true",
        "false",
        "null",
        "[]",
        "{}",
        "[[]]",
        '{"Name": "Amount"}',
        "[1, [2, [3]]]",
    ),
    *('""', '" "', '"0"', '" 0 "', '"00"', '"1032"', '"SFC_IC0003"', '"NaN"', '"Infinity"', '"-1"', '"1e999999"'),
    *(
        '"1e99999999999999999999"',
        '"\\ud800"',
        '"\\u0000"',
        '"a\\r\\nb"',
        '"' + "x" * 70 + '"',
        '"' + "x" * 5_000 + '"',
    ),
    *('"0001-01-01T00:00:00Z"', '"0001-01-01T00:00:00+14:00"', '"9999-12-31T23:59:59"', '"9999-12-31T23:59:59-14:00"'),
    *(
        '"00010101000000"',
        '"99991231235959"',
        '"20261124120016"',
        "20261124120016",
        '"2026-13-45"',
        '"\u0661\u0662\u0663"',
    ),
    *('"UKO7XK2M9P"', '" uko7xk2m9p "', '"254712345678"', '"2547*****678"', '"listed"', '"AAAA"', '"A"', '"\u00e9"'),
    "[" * 60 + "]" * 60,
    "[" * 950 + "]" * 950,
    "[" * 5_000,
    '{"a": ' * 200 + "1" + "}" * 200,
)
"""What may stand in the place of a value; some of it is no JSON."""

ENCODINGS = ("utf-16", "utf-16-be", "utf-32", "utf-8-sig", "cp1252", "cp037")

Body = dict[str, Any]


def spoilt(body: Body, chance: random.Random) -> bytes:
    """The body with one to three things wrong with it; now and then it is whole, or nothing but noise."""
    how = chance.random()
    if how < 0.02:
        return json.dumps(body).encode()
    if how < 0.05:
        return chance.randbytes(chance.randint(0, 400))
    text = _replaced(body, chance) if how < 0.75 else json.dumps(body)
    raw = text.encode("utf-8", "surrogatepass")
    if how > 0.7:
        for _ in range(chance.randint(1, 3)):
            raw = chance.choice(_BYTES)(raw, chance)
    return raw


def _replaced(body: Body, chance: random.Random) -> str:
    changed: Body = copy.deepcopy(body)
    tokens = []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        places = list(_places(changed))
        if not places:
            break
        parent, key = chance.choice(places)
        act = chance.random()
        if act < 0.8:
            parent[key] = _PLACE
            tokens.append(chance.choice(TOKENS))
        elif act < 0.9:
            del parent[key]
        elif isinstance(parent, dict):
            parent[f"{key}{chance.choice(' xX_')}"] = parent.pop(key)
    text = json.dumps(changed)
    for token in tokens:
        text = text.replace(f'"{_PLACE}"', token, 1)
    return text


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every container with each key in it, at any depth."""
    found: list[tuple[Any, Any]] = []
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    for key in keys:
        found.append((value, key))
        found += _places(value[key])
    return found


def _flipped(raw: bytes, chance: random.Random) -> bytes:
    if not raw:
        return raw
    place = chance.randrange(len(raw))
    return raw[:place] + bytes([raw[place] ^ 1 << chance.randrange(8)]) + raw[place + 1 :]


def _cut(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randint(0, len(raw))]


def _grown(raw: bytes, chance: random.Random) -> bytes:
    place = chance.randint(0, len(raw))
    return raw[:place] + chance.choice((b"\x00", b"{", b"}", b'"', b",", b"\xff", b"\\u", b" " * 17_000)) + raw[place:]


def _repeated(raw: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.choices(range(len(raw) + 1), k=2))
    return raw[:end] + raw[start:]


def _doubled_key(raw: bytes, _chance: random.Random) -> bytes:
    return b'{"Body": 1, "errorCode": "x", "ResponseCode": 0, ' + raw[1:]


def _in_another_alphabet(raw: bytes, chance: random.Random) -> bytes:
    return raw.decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace")


_BYTES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flipped,
    _cut,
    _cut,
    _grown,
    _repeated,
    _doubled_key,
    _in_another_alphabet,
)
