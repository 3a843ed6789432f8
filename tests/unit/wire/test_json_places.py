"""Where keys and values of a JSON text stand."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pnpolicy.wire.json_places import Place, after_space, keys_at, located

TEXT = """{
  "ttl" : 30,
  "permissions": {"resources": {"channels": {"a\\u002eb": 1, "caf\\u00e9": {"read": true}}}},
  "list": [ 1, [2, 3] , "x" ],
  "empty": {}, "twice": 1, "twice": {"in": 2}
}
"""


@pytest.mark.parametrize(
    ("route", "key", "said"),
    [
        (("ttl",), True, '"ttl"'),
        (("ttl",), False, "30"),
        (("permissions", "resources", "channels", "a.b"), True, '"a\\u002eb"'),
        (("permissions", "resources", "channels", "café"), False, '{"read": true}'),
        (("permissions", "resources", "channels", "café", "read"), True, '"read"'),
        (("list", 0), True, "1"),
        (("list", 1), False, "[2, 3]"),
        (("list", 1, 1), True, "3"),
        (("list", 2), False, '"x"'),
        (("empty",), False, "{}"),
        (("twice",), False, '{"in": 2}'),
        (("twice", "in"), True, '"in"'),
    ],
)
def test_places(route: tuple[str | int, ...], *, key: bool, said: str) -> None:
    """A key is its text with the quotes; an item of a list has no key; of a key written twice the last counts."""
    start, end = located(TEXT, route, key=key)
    assert TEXT[start:end] == said


@pytest.mark.parametrize(
    ("route", "said"),
    [
        ((), "{"),
        (("nothing",), "{"),
        (("ttl", "nothing"), '"ttl"'),
        (("permissions", "patterns", "channels"), '"permissions"'),
        (("list", 3), '"list"'),
        (("list", 1, 7), "[2, 3]"),
        (("list", "1"), '"list"'),
        (("empty", "a"), '"empty"'),
    ],
)
def test_what_is_not_there(route: tuple[str | int, ...], said: str) -> None:
    """The last step that is there answers; with none, the whole text as far as its first line goes."""
    start, end = located(TEXT, route)
    assert TEXT[start:end] == said


def test_values_end_with_their_first_line() -> None:
    """A caret goes no further than a line."""
    text = '{"a": {\n "b": [1,\n 2]}}'
    assert text[slice(*located(text, ("a",), key=False))] == "{"
    assert text[slice(*located(text, ("a", "b"), key=False))] == "[1,"


@pytest.mark.parametrize("text", ["7", '"ttl"', "null", "  7\n", "[]", "{}"])
def test_nothing_to_go_into(text: str) -> None:
    """A bare value is the place of every route."""
    assert text[slice(*located(text, ("ttl", 0)))] == text.strip()
    assert keys_at(text, ("ttl",)) == keys_at(text, ()) == {}


def test_a_value_further_on() -> None:
    """A text may hold several values; a route leads from the one that is meant."""
    text = '{"a": 1} {"b": {"c": 2}}'
    assert located(text, ("b", "c"), start=8) == (16, 19)
    assert located(text, ("a",), start=8) == (9, len(text))
    assert keys_at(text, ("b",), start=8) == {"c": (16, 19)}


def test_keys() -> None:
    """All keys of an object at once, each as `located` finds it."""
    route = ("permissions", "resources", "channels")
    places = keys_at(TEXT, route)
    assert places == {name: located(TEXT, (*route, name)) for name in ("a.b", "café")}
    assert keys_at(TEXT, ("twice",)) == {"in": located(TEXT, ("twice", "in"))}
    assert keys_at(TEXT, ("permissions", "patterns")) == {}
    assert keys_at(TEXT, ("list",)) == {}


def test_windows_line_ends_and_tabs_are_space() -> None:
    """What JSON takes for white space, and nothing else."""
    assert after_space(" \t\r\n x", 0) == 5
    assert after_space("\u00a0x", 0) == 0
    text = '{\r\n\t"a"\t:\r\n1}'
    assert text[slice(*located(text, ("a",)))] == '"a"'
    assert text[slice(*located(text, ("a",), key=False))] == "1"


@pytest.mark.parametrize("depth", [50, 400])
def test_deep_values_are_passed_over(depth: int) -> None:
    """What could be read from a shorter stack has places on a longer one, too."""
    text = '{"deep": ' + '{"a\\"]}": [' * depth + '"]}"' + "]}" * depth + ', "b": 1}'
    json.loads(text)

    def below(frames: int) -> Place:
        return below(frames - 1) if frames else located(text, ("b",))

    start, end = below(400)
    assert text[start:end] == '"b"'


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


def routes(value: Any, route: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:  # noqa: ANN401
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(route, value), *(found for key, item in items for found in routes(item, (*route, key)))]


@given(value=JSON, indent=st.sampled_from([None, 1, "\t"]), ascii_only=st.booleans())
def test_every_route_of_every_text(value: Any, indent: int | str | None, *, ascii_only: bool) -> None:  # noqa: ANN401
    """What stands at the place of a key is the key, and a value begins where it is said to."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    for route, item in routes(value):
        start, end = located(text, route)
        if route and isinstance(route[-1], str):
            assert json.loads(text[start:end]) == route[-1]
        start, end = located(text, route, key=False)
        assert json.JSONDecoder().raw_decode(text, start)[0] == item
        assert "\n" not in text[start:end]
