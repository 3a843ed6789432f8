"""`pnpolicy lint` as a whole process, and `audit` over a stream of tokens."""

import io
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks._generated import text
from benchmarks._measure import Row, Stopwatch
from benchmarks._voting import ROOT, granted
from benchmarks.start import CLI, process
from benchmarks.tokens import minted
from pnpolicy.grant.records import records
from pnpolicy.lint.catalogue import own
from pnpolicy.lint.grants import GrantRunner
from pnpolicy.lint.profile import Settings
from pnpolicy.wire import token

_NEEDED: Final = "import yaml, pydantic"
_REFERENCE: Final = f"python -c '{_NEEDED}'"
_RULES: Final = 1_000
_TOKENS: Final = 500
_ROOMS: Final = 5
_FEWEST: Final = 2_000
"""Tokens a second that are wanted."""


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """Of a large policy, of the examples, and of tokens."""
    least = 1 if stopwatch.seconds < 1 else 9
    reference = process(_NEEDED)
    with TemporaryDirectory() as folder:
        file = Path(folder, "policy.yaml")
        file.write_text(text(_RULES, owned=True))
        pair = stopwatch.compare(process(CLI, "lint", str(file), code=1), reference, least=least)
        yield pair.row(f"lint, {_RULES:,} rules of one role", _REFERENCE, most=5)
    pair = stopwatch.compare(process(CLI, "lint", str(ROOT / "policies")), reference, least=least)
    yield pair.row("lint, all examples", _REFERENCE)
    yield _stream(stopwatch)


def _stream(stopwatch: Stopwatch) -> Row:
    """Tokens of many users, audited one after the other; against nothing but reading them."""
    lines = b"".join(_lines())
    runner = GrantRunner(own(), Settings())

    def audit() -> None:
        for record in records(io.BytesIO(lines), "tokens"):
            runner.audit(record)

    def read() -> None:
        for line in lines.splitlines():
            token.read(line.decode())

    audit()  # once, so that patterns are known
    pair = stopwatch.compare(audit, read, per=_TOKENS)
    speed = 1e9 / pair.ours
    return Row(
        f"audit of tokens with {_ROOMS} rooms",
        f"{speed:,.0f}/s",
        "reading them",
        pair.ratio,
        f">= {_FEWEST:,}/s",
        speed >= _FEWEST,
    )


def _lines() -> Iterator[bytes]:
    """A token a line, each of another user in other rooms."""
    for number in range(_TOKENS):
        rooms = [f"room{number + room}" for room in range(_ROOMS)]
        yield minted(granted(f"user{number}", rooms), 1_700_000_000 + number).encode() + b"\n"
