"""Tests written as YAML read as what they were written from."""

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pnpolicy.check.writing import WIDTH, Draft, login_lines, scalar, written
from pnpolicy.document import nodes
from pnpolicy.text import Source
from tests.strategies import TRICKY_VALUES, examples

SURPRISING = [
    "on", "Off", "y", "012", "1e3", "12:30", "~", "- a", "a: b", "a #b", "#", "'", "''", '"', "\\", "?", "|", "a ",
    " a", "a  b", "=", "<<", "0x1f", "1_000", ".5", "-", "null", "é",
]  # fmt: skip
# Files are UTF-8, and YAML takes no keys of more than 1,024 characters.
TRICKY = [value for value in TRICKY_VALUES if value != "\ud800" and len(value) <= 1_000]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from([*TRICKY, *SURPRISING])
VALUES = TEXTS | st.lists(TEXTS, max_size=4)


def read(text: str) -> object:
    """What a file says, read as files of tests are."""
    root, problems = nodes.read(Source("a.yaml", text))
    assert not problems
    assert root is not None
    return nodes.plain_data(root)


@settings(max_examples=examples(300))
@given(TEXTS)
def test_scalars(text: str) -> None:
    """A text reads as itself, on its own line, in a list and as a key; to other readers of YAML as well."""
    written_as = scalar(text)
    told = f"a: {written_as}\nb: [{written_as}, x]\nc: {{{written_as}: {written_as}}}\n"
    expected = {"a": text, "b": [text, "x"], "c": {text: text}}
    assert read(told) == expected
    assert yaml.safe_load(told) == expected


@settings(max_examples=examples(150))
@given(
    st.builds(
        Draft,
        name=TEXTS,
        role=st.just("voter"),
        values=st.dictionaries(TEXTS, VALUES, max_size=3),
        login=st.sampled_from(["", "alice"]),
        says=st.dictionaries(st.sampled_from(["allow", "deny", "refuse"]), st.lists(TEXTS, max_size=30), max_size=3),
    )
)
def test_drafts(draft: Draft) -> None:
    """A test reads as its data, whatever it says."""
    assert read("tests:\n" + written(draft)) == {"tests": [draft.data]}


def test_long_ones_are_broken_up() -> None:
    """What fits stands on one line; what does not is a list or a mapping of its own, down to single words."""
    draft = Draft("a", "voter", {"userId": "x" * 60, "roomId": ["y" * 60]}, says={"allow": ["publish a", "publish b"]})
    assert written(draft) == (
        "  - name: a\n"
        "    role: voter\n"
        "    set:\n"
        f"      userId: {'x' * 60}\n"
        f"      roomId: [{'y' * 60}]\n"
        "    allow: [publish a, publish b]\n"
    )
    draft = Draft("b", "voter", says={"deny": [f"publish {letter * WIDTH}" for letter in "ab"]}, login="v")
    told = written(draft)
    assert told.splitlines()[2:] == ["    deny:", f"      - publish {'a' * WIDTH}", f"      - publish {'b' * WIDTH}"]


def test_claims_name_a_role_or_nobody() -> None:
    """For claims a role is enough."""
    assert Draft("a", "voter", says={"claims": ["privacy"]}).data == {
        "name": "a",
        "role": "voter",
        "claims": ["privacy"],
    }
    assert Draft("a", says={"claims": ["privacy"]}).data == {"name": "a", "claims": ["privacy"]}


def test_logins() -> None:
    """A login without values has no `set`."""
    told = login_lines({"alice": ("voter", {"userId": "alice"}), "tally": ("tally", {})})
    assert told == "  alice: {role: voter, set: {userId: alice}}\n  tally: {role: tally}\n"


def test_comments() -> None:
    """A comment stands above the test."""
    assert written(Draft("a", "r", login="l", comment="why")).startswith("  # why\n  - name: a\n")
