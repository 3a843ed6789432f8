"""What takes more than one question, and what is not decided."""

import pytest

from pnpolicy.diff import gains, search
from pnpolicy.diff.change import Changes
from pnpolicy.diff.gains import MAX_EXAMPLES
from tests.differing import came_to, changes, policy, read

OPEN = "b: {actions: [read], any: [v]}"
BOTH = "c: [read], a: [write], b: [write]"


@pytest.mark.parametrize(
    ("channels", "old", "new", "expected"),
    [
        # A value that stands elsewhere by chance is fixed, and another one is found.
        ("a=<u>.<v>.x b=<v>.<u>.x", "a: [read]", "b: [read]", "incomparable +a.b.x -a.b.x"),
        ("a=p.<u>.a b=p.<v>.<u>", OPEN, f"{OPEN}, a: [read]", "broader +p.b.a"),
        # All values of few are equal by chance, one after the other.
        ("a=p.<one>.a b=p.<v>.<one>", OPEN, "a: [read]", "narrower -p.b.a -p.c.a -p.d.a"),
        ("a=<two>.<two> b=a.a c=b.b", "b: [read], c: [read]", "b: [read], c: [read], a: [read]", "equal"),
        ("a=<two>.<two> b=a.a c=b.b", "b: [read]", "b: [read], a: [read]", "broader +b.b"),
        # What the other side needs besides has few values, and each gives the name.
        ("a=x.<two> b=x.a", "a: [read], b: [read]", "b: [read]", "narrower -x.b"),
        ("a=<two>.<u> b=a.<u> c=a.a", "b: [read]", "c: [read]", "incomparable +a.a -a.b"),
        ("a=x<two>y b=x<one>y c=xay", "b: [read]", "c: [read]", "equal"),
        ("a=<two>x b=x<two> c=ax", "a: [read], b: [read]", BOTH, "incomparable +ax -bx -xa"),
    ],
)  # fmt: skip
def test_by_chance(channels: str, old: str, new: str, expected: str) -> None:
    """Marks alone do not tell; values do."""
    assert came_to(read(policy(old, channels=channels), policy(new, channels=channels))) == expected


def test_each_of_few_covers() -> None:
    """Whatever the value is, one line or the other gives the name: only all of its values together show it."""
    channels = "a=<two>.<v> b=<v>.<two> c=a.b"
    lines = "a: {actions: [read], any: [v]}, b: {actions: [read], any: [v]}"
    assert came_to(read(policy(lines, channels=channels), policy(f"{lines}, c: [read]", channels=channels))) == "equal"


# Each is compiled easily. To see that the one is inside of the others takes all ways in which these hold together.
HARD = "a=/[ab]{11,60}/ b=/[ab]*a[ab]{10}/ c=/[ab]*b[ab]{9}[abc]/ d=d.<u>"


def hard(old: str, new: str) -> Changes:
    return changes(policy(old, channels=HARD), policy(new, channels=HARD))


@pytest.mark.usefixtures("at_full_speed")
def test_undecided() -> None:
    """What was not decided counts as a change, is told with its budget, and has no number; other actions are told."""
    found = hard("b: [read, write], c: [read]", "a: [read], b: [write]")
    reading, writing = found.actions
    assert reading.undecided is not None
    assert "steps" in reading.undecided
    assert reading.relation == "incomparable"
    assert (reading.gained, reading.gained_count) == ((), None)
    assert all(len(example.name) > 60 or example.name[-1] == "c" for example in reading.lost)
    assert len(reading.lost) == MAX_EXAMPLES
    assert (writing.relation, writing.undecided) == ("equal", None)
    assert found.undecided == (reading,)
    assert found.relation == "incomparable"


@pytest.mark.usefixtures("at_full_speed")
def test_undecided_and_gained() -> None:
    """Names of other lines are told."""
    (change,) = hard("b: [read], c: [read]", "a: [read], b: [read], c: [read], d: {actions: [read], any: [u]}").actions
    assert change.undecided is not None
    assert (change.relation, change.gained_count) == ("broader", None)
    assert [example.name for example in change.gained] == ["d.a", "d.b", "d.c"]
    assert len(change.gained_by) == 1


def test_too_many_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once many lines came to nothing, the others are not asked about."""
    monkeypatch.setattr(gains, "MOST_UNDECIDED", 1)
    old, new = "b: [read], c: [read]", "a: [read], b: [read], c: [read], d: {actions: [read], any: [u]}"
    change = hard(old, new).actions[0]
    assert change.undecided is not None
    assert (change.relation, change.gained) == ("broader", ())


def test_questions_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many values may have to be looked at one by one; there is an end to it, and it has a name."""
    channels = "a=<u>.<v>.x b=<v>.<u>.x"
    old, new = (policy(f"{line}: [read]", channels=channels) for line in "ab")
    monkeypatch.setattr(search, "MOST_QUESTIONS", 1)
    assert "questions" in str(read(old, new).undecided)


def test_values_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable of more values than are tried, all of which seem to give a name."""
    channels = "a=<m>.<v> b=<v>.<m> c=0.1"
    lines = "a: {actions: [read], any: [v]}, b: {actions: [read], any: [v]}"
    old, new = policy(lines, channels=channels), policy(f"{lines}, c: [read]", channels=channels)
    assert came_to(read(old, new)) == "broader +0.1"
    channels = channels.replace("<m>", "<two>").replace("0.1", "a.b")
    old, new = policy(lines, channels=channels), policy(f"{lines}, c: [read]", channels=channels)
    assert came_to(read(old, new)) == "equal"
    monkeypatch.setattr(search, "FEW", 1)
    assert "values" in str(read(old, new).undecided)


def test_kinds() -> None:
    """Groups and users as well as channels, each with its own actions."""
    text = """
channels:
  c: {{name: 'c.<u>', authority: clients}}
groups:
  g: {{name: 'c.<u>'}}
users:
  self: {{id: <u>, private_to: u}}
roles:
  r: {{trust: client, bind: u, ttl: 5, allow: {{channels: {{c: [read]}}, groups: {{g: [{0}]}}, users: {{self: {1}}}}}}}
"""
    old = policy(text.format("read", "[get]"))
    new = policy(text.format("read, manage, presence", "{actions: [get], any: [u]}"))
    assert [f"{change.kind} {change.action} {came_to(change)}" for change in changes(old, new).actions] == [
        "channels read equal",
        "groups read broader +c.a-pnpres",
        "groups manage broader +c.a",
        "users get broader +a +c +d",
    ]


def test_who_is_responsible() -> None:
    """The line, as it is written, on the side that gives the name."""
    channels = "a=x.<v> b=y.<v>.z"
    old, new = policy("a: [read]", channels=channels), policy("a: [read], b: [presence]", channels=channels)
    (example,) = read(old, new).gained
    assert (example.name, example.told) == ("y.a.z-pnpres", "y.<v>.z-pnpres")
    assert example.span.text == "b"
    (cause,) = read(old, new).gained_by
    assert str(cause.reach) == "y.<v>.z-pnpres"
