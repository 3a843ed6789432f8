"""Yes or no where no text is asked for: by the ends, by the lengths, and by the walk; it says the same as witnesses."""

import pytest

from pnpolicy.language import meet, parse
from pnpolicy.language.deciding import inside, share
from pnpolicy.language.leaves import Node


def node(pattern: str) -> Node:
    return parse(pattern).node


PAIRS = [
    ("chat", "chat", True, True),
    ("chat.[a-z]+", "chatx[0-9]+", False, False),  # other ends
    ("[a-z]{3}", "[a-z]{4,9}", False, False),  # other lengths
    ("a[a-z]*", "[a-z]*b", True, False),
    ("ab|cd", "[a-d]{2}", True, True),
    ("[a-d]{2}", "ab|cd", True, False),
    ("(?:ab)+", "(?:a|b)*", True, True),
    ("(?:a|b)*", "(?:ab)*", True, False),
    ("room-[0-9]{1,3}", "room-(?:[0-9]|[1-9][0-9]{1,2})", True, False),
    ("room-[0-9]", "room-(?:[0-9]|[1-9][0-9]{1,2})", True, True),
    ("(?:a|b)*a(?:a|b){3}", "(?:a|b){4,}", True, True),
    ("x.*", ".*", True, True),
]


@pytest.mark.parametrize(("one", "other", "meets", "within"), PAIRS)
def test_answers(one: str, other: str, meets: bool, within: bool) -> None:  # noqa: FBT001  a column of the table
    """As the table says; and where it is no, no text says otherwise."""
    assert share(node(one), node(other)) is meets
    assert share(node(other), node(one)) is meets
    assert inside(node(one), node(other)) is within
    assert (meet(parse(one), parse(other)) is not None) is meets
    assert (meet(parse(one), without=[parse(other)]) is None) is within
