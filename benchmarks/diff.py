"""`pnpolicy diff` as a whole process: two policies that differ in a few lines."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks._generated import text
from benchmarks._measure import Row, Stopwatch
from benchmarks._voting import ROOT
from benchmarks.start import CLI, process

_NEEDED: Final = "import yaml, pydantic"
_REFERENCE: Final = f"python -c '{_NEEDED}'"
_RULES: Final = 1_000
_EDITS: Final = (
    ("family-8: [write]", "family-8: [read, write]"),
    ("family-4: {actions: [read], any: [shard]}", "family-4: {actions: [read, write], any: [shard]}"),
    ("family-6: [read]", "family-6: {actions: [read], any: [userId]}"),
    ("        family-11: [read]\n", ""),
    ("name: chat.room-7.<roomId>", "name: chat.hall-7.<roomId>"),
    ("ttl: 30m", "ttl: 60m"),
)
"""What an afternoon does to a policy: an action, an open hole, a line that is gone, another name, a longer life."""
_DOMAIN: Final = ("roomId:    {type: id, max: 32}", "roomId:    {type: id, max: 36}")
"""What touches every line with a room in it, a sixth of them all."""


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """Of large policies, little and much changed, and of an example with itself."""
    least = 1 if stopwatch.seconds < 1 else 9
    reference = process(_NEEDED)
    old = text(_RULES, owned=True)
    with TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("old.yaml", "new.yaml", "wider.yaml")]
        for file, edits in zip(files, ((), _EDITS, (_DOMAIN,)), strict=True):
            file.write_text(_edited(old, edits))
        before, after, wider = map(str, files)
        pair = stopwatch.compare(process(CLI, "diff", before, after, code=1), reference, least=least)
        yield pair.row(f"diff, {_RULES:,} rules of which {len(_EDITS)} changed", _REFERENCE, most=8)
        pair = stopwatch.compare(process(CLI, "diff", before, wider, code=1), reference, least=least)
        yield pair.row(f"diff, {_RULES:,} rules, a domain wider", _REFERENCE, most=8)
        pair = stopwatch.compare(process(CLI, "diff", before, before), reference, least=least)
        yield pair.row(f"diff, {_RULES:,} rules and the same again", _REFERENCE, most=8)
    example = str(ROOT / "policies" / "live-voting")
    yield stopwatch.compare(process(CLI, "diff", example, example), reference, least=least).row(
        "diff, an example with itself", _REFERENCE
    )


def _edited(policy: str, edits: tuple[tuple[str, str], ...]) -> str:
    for old, new in edits:
        assert policy.count(old) == 1, old  # noqa: S101  or nothing was changed
        policy = policy.replace(old, new)
    return policy
