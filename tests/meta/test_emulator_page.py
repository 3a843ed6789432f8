"""`docs/emulator.md` says what the code says: each switch, each bound, each address; its blocks run."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

import pnpolicy.facade  # noqa: F401  what a run of pytest within ours imports first, it drops, and is there twice then
from pnpolicy.emulator import Keyset, Readings, running
from pnpolicy.emulator.decision import Decision
from pnpolicy.emulator.readings import STRICT, WIDE, told
from tests.conftest import ROOT
from tests.transcripts import UPDATE

pytest_plugins = ["pytester"]

PAGE = ROOT / "docs" / "emulator.md"
EMULATOR = ROOT / "pnpolicy" / "emulator"
MARKS = re.compile(r"(?<=test_emulator_page.py -->\n).*(?=<!-- end -->)", re.DOTALL)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def rows(start: str) -> list[list[str]]:
    """The cells of the table whose heading begins so."""
    table = PAGE.read_text(encoding="utf-8").partition(start)[2].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()[2:]]


def bounds() -> Iterator[tuple[str, float, str]]:
    """The public figures of the emulator that have a word of explanation: name, value, explanation."""
    for path in sorted(EMULATOR.rglob("*.py")):
        name = ".".join(path.relative_to(EMULATOR).with_suffix("").parts)
        body = ast.parse(path.read_text(encoding="utf-8")).body
        for node, following in pairwise(body):
            match node, following:
                case ast.AnnAssign(target=ast.Name(id=word)), ast.Expr(value=ast.Constant(value=str(text))):
                    value = getattr(import_module(f"pnpolicy.emulator.{name}"), word)
                    if not word.startswith("_") and isinstance(value, (int, float)):
                        yield f"{name}.{word}", value, " ".join(text.split())


def test_bounds_are_current() -> None:
    """To the letter; `PNPOLICY_UPDATE=1` writes them anew."""
    lines = [f"| `{name}` | {value:,.10g} | {text} |\n" for name, value, text in bounds()]
    assert len(lines) > 20
    table = "".join(["\n| figure | is | |\n|---|---:|---|\n", *lines, "\n"])
    text = PAGE.read_text(encoding="utf-8")
    assert MARKS.search(text)
    if UPDATE:
        text = MARKS.sub(lambda _: table, text)
        PAGE.write_text(text, encoding="utf-8")
    assert MARKS.findall(text) == [table]


def test_every_switch_is_told() -> None:
    """With its default, and what is wide."""
    told_of = [row[:3] for row in rows("| switch | default | wide |")]

    def value(readings: Readings, name: str) -> str:
        found = getattr(readings, name)
        return f"`{found}`" if isinstance(found, str) else told(found)

    assert told_of == [[f"`{f.name}`", value(STRICT, f.name), value(WIDE, f.name)] for f in fields(Readings)]
    words = {word for hint in get_type_hints(Readings).values() for word in get_args(hint)}
    page = PAGE.read_text(encoding="utf-8")
    assert [word for word in words if f"`{word}`" not in page] == []


def test_a_line_of_the_log() -> None:
    """Has the fields of a decision, in their order."""
    (line,) = blocks("json")
    shown: dict[str, Any] = ast.literal_eval(line.strip().replace("false", "False"))
    assert list(shown) == [f.name for f in fields(Decision)]


@pytest.mark.filterwarnings("ignore:Mutable config")
def test_the_lines_for_python() -> None:
    """Make a client."""
    (text,) = blocks("python")
    with running(keyset=Keyset.new()) as am:
        names: dict[str, Any] = {
            "origin": am.origin,
            "subscribe_key": am.keyset.subscribe_key,
            "publish_key": am.keyset.publish_key,
            "token": am.grant(b'{"ttl": 5, "permissions": {"resources": {"channels": {"a": 2}}, "uuid": "alice"}}'),
        }
        exec(text, names)  # noqa: S102
        names["pubnub"].publish().channel("a").message("é").sync()
        assert [message.payload for message in am.messages("a")] == ["é"]
        names["pubnub"].get_request_handler().close()


def test_the_test(pytester: pytest.Pytester) -> None:
    """Passes where the policies are."""
    (text,) = blocks("python pytest")
    pytester.path.joinpath("policies").symlink_to(ROOT / "policies")
    pytester.makepyfile(text)
    result = pytester.runpytest_inprocess(
        "-p", "no:pnpolicy", "-p", "pnpolicy.testing.plugin", "-p", "no:cacheprovider", "-p", "no:xdist",
        "--ignore=policies",
    )  # fmt: skip
    result.assert_outcomes(passed=1)


def test_every_address_is_told() -> None:
    """That the emulator has for itself."""
    routes = re.findall(r'Route\("(/\w*)", pages', Path(EMULATOR / "pages.py").read_text(encoding="utf-8"))
    shown = {cell.split("?")[0].strip("`") for cell, *_ in rows("| address |")}
    assert {f"/_pnpolicy{route}" for route in routes} == {address.split()[1] for address in shown}
