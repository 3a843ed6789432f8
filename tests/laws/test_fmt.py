"""Formatting changes white space and quotes, and nothing else: on every file here, and on data laid out at random."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pnpolicy import Policy, PolicyError
from pnpolicy.diagnostic import Diagnostic
from pnpolicy.document import nodes
from pnpolicy.document.layout import formatted
from pnpolicy.text import Source
from tests.conftest import ROOT
from tests.layouts import DATA, layouts
from tests.strategies import examples, loaded, policies

FILES = sorted(path for folder in ("policies", "tests/cases") for path in (ROOT / folder).rglob("*.yaml"))


def scalars_of(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where each scalar begins and ends, and whether it is a block of lines."""
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.ScalarEvent):
            assert event.start_mark is not None
            assert event.end_mark is not None
            yield event.start_mark.index, event.end_mark.index, event.style in ("|", ">")


def comments_of(text: str) -> list[str]:
    """The comments of a YAML text by plainer means than the formatter's: what stands in no scalar, behind a `#`."""
    text = text.replace("\r\n", "\n")
    left = list(text)
    for start, end, is_block in scalars_of(text):
        header = text[start:end].partition("\n")[0] if is_block else ""  # behind it there may be one
        for at in range(start + len(header), end):
            left[at] = "x" if text[at] != "\n" else "\n"
    return [found.lstrip("#").strip() for found in re.findall(r"#.*", "".join(left))]


def told(text: str) -> str | None:
    """What a text says, keys in their order and numbers apart from words; None if it cannot be read."""
    root, problems = nodes.read(Source("x.yaml", text))
    return None if root is None or problems else json.dumps(nodes.plain_data(root))


def laid_out(text: str) -> str:
    """The formatted text, having held it against the old one."""
    new, problems = formatted(Source("x.yaml", text))
    assert told(text) is not None
    assert new is not None, problems
    assert told(new) == told(text)
    assert comments_of(new) == comments_of(text)
    assert formatted(Source("x.yaml", new)) == (new, [])
    return new


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_here(path: Path) -> None:
    """Values, order and comments stay; once is enough; a policy is the same policy. What cannot be read is refused."""
    text = path.read_text(encoding="utf-8")
    if told(text) is None or not isinstance(json.loads(told(text) or ""), dict):
        assert formatted(Source(str(path), text))[0] is None
        return
    new = laid_out(text)
    try:
        digest = Policy.loads(text, str(path)).digest
    except PolicyError as error:
        with pytest.raises(PolicyError) as again:
            Policy.loads(new, str(path))
        assert _codes(again.value) == _codes(error)
        return
    assert Policy.loads(new, str(path)).digest == digest


def _codes(error: PolicyError) -> list[str]:
    return [problem.code for problem in error.diagnostics if isinstance(problem, Diagnostic)]


@settings(max_examples=examples(300))
@given(st.data())
def test_any_data_in_any_layout(data: st.DataObject) -> None:
    """Values, order and comments stay, whatever is written and however; and the layout is what it should be."""
    text = data.draw(DATA.flatmap(layouts))
    assume(told(text) is not None)
    new = laid_out(text).replace("\r\n", "\n")
    assert new.endswith("\n")
    free = "".join(_without_texts(new)).split("\n")
    assert not [line for line in free if line != line.rstrip()]
    assert not [line for line in free if re.match(r"(?: {2})* - ", line)]
    assert "\n\n\n" not in "\n".join(free)


def _without_texts(text: str) -> list[str]:
    """The characters of a text, with those of scalars over several lines taken out: white space may count there."""
    left = list(text)
    for start, end, _ in scalars_of(text):
        if "\n" in text[start : end - 1]:
            left[start:end] = "x" * (end - start)
    return left


@settings(max_examples=examples(60))
@given(st.data())
def test_a_policy_stays_the_policy(data: st.DataObject) -> None:
    """However it is laid out, a policy has the same digest, and so the same access, before and after."""
    written: dict[str, Any] = data.draw(policies())
    policy = loaded(written)
    text = data.draw(layouts(written))
    assume(json.loads(told(text) or "null") == written)
    new = laid_out(text)
    assert Policy.loads(text).digest == Policy.loads(new).digest == policy.digest
    for name, role in Policy.loads(new).roles.items():
        assert [str(entry.family.names) for entry in role.entries] == [
            str(entry.family.names) for entry in policy.roles[name].entries
        ]
