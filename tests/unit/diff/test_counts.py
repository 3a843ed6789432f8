"""How many names change hands."""

import pytest

from tests.differing import CLIENT, policy, read

OPEN_M = "a: {actions: [read], any: [m]}"
OPEN_V = "b: {actions: [read], any: [v]}"
IDS = sum(63**size for size in range(1, 37))


@pytest.mark.parametrize(
    ("channels", "old", "new", "expected"),
    [
        ("a=x.<m>", "", OPEN_M, (20, False)),
        ("a=x.<m> b=x.<n>", "b: {actions: [read], any: [n]}", OPEN_M, (10, False)),
        ("a=x.<m> b=x.<n> c=x.3", "c: [read]", f"{OPEN_M}, b: {{actions: [read], any: [n]}}", (19, False)),
        ("a=x.<u>", "", "a: [read]", (IDS, False)),
        ("a=x.<u>", "a: [read]", "a: {actions: [read], any: [u]}", (IDS - 1, True)),
        ("a=x.<u> b=y.<u>", "a: [read]", "a: {actions: [read], any: [u]}, b: [read]", (IDS, False)),
        ("a=x.<v>.<v>", "", "a: [read]", (IDS, False)),
        ("a=x.<long>.<long>", "", "a: [read]", (sum(63**size for size in range(1, 45)), False)),
        ("a=x.<two>.<two>", "", "a: [read]", (2, False)),
        ("a=x.<two>.<two> b=x.a.<v>", OPEN_V, f"{OPEN_V}, a: [read]", (1, False)),
        ("a=x.<v>.<v> b=x.a.<v>", OPEN_V, f"{OPEN_V}, a: [read]", (None, False)),
        ("a=x.<u> b=x.<v>", "a: [read]", "a: [read], b: [read]", (1, True)),
        ("a=" + "x" * 80 + ".<m>", "", OPEN_M, (20, False)),
        ("a=" + "x" * 90 + ".<m>", "", OPEN_M, (10, False)),
        ("a=/[ab]{2}/", "", "a: [read]", (4, False)),
        ("news=news", "", "news: [read]", (1, False)),
    ],
)  # fmt: skip
def test_gained(channels: str, old: str, new: str, expected: tuple[int | None, bool]) -> None:
    """How many, and whether it is one login that gains them."""
    before = f"other: [read], {old}" if old else "other: [read]"
    sides = [policy(text, channels=f"{channels} other=z") for text in (before, f"other: [read], {new}")]
    there, back = read(*sides), read(*reversed(sides))
    assert (there.gained_count, there.gained_by_login) == expected
    assert (back.lost_count, back.lost_by_login) == expected
    assert (there.lost_count, back.gained_count) == (0, 0)


def test_of_one_login() -> None:
    """All lines by which the login of the first example gains count, each name once."""
    channels = "a=x.<u> b=y.<u> c=x.<v>"
    old = policy("a: {actions: [read]}, b: [read], c: [write]", channels=channels)
    new = policy("a: {actions: [read], any: [u]}, b: {actions: [read], any: [u]}, c: [read, write]", channels=channels)
    change = read(old, new)
    assert (change.gained_count, change.gained_by_login) == (2 * (IDS - 1), True)


def test_of_lists() -> None:
    """A login with two values gains one name for that which it had not."""
    role = f"{CLIENT}, each: {{v: 3}}"
    old, new = policy("a: [read]", channels="a=x.<v>"), policy("a: [read]", channels="a=x.<v>", role=role)
    assert (read(old, new).gained_count, read(old, new).gained_by_login) == (1, True)
