"""Well-formed policies made to be slow or large: an answer, or a clear refusal, within bounds."""

import pytest

from pnpolicy import Policy, PolicyError
from tests.work import at_most

pytestmark = pytest.mark.usefixtures("at_full_speed")

HEAD = "pnpolicy: 1\nname: n\nvariables: {u: {type: id}}\n"


def refused(text: str) -> list[str]:
    with at_most(3_000_000), pytest.raises(PolicyError) as error:
        Policy.loads(HEAD + text)
    return sorted({problem.code for problem in error.value.diagnostics})  # type: ignore[attr-defined]


def chain(length: int) -> str:
    links = "".join(f"  r{i}: {{trust: server, extends: [r{i - 1}]}}\n" for i in range(1, length))
    return f"roles:\n  r0: {{trust: server}}\n{links}"


def test_long_chains() -> None:
    """A chain of 32 roles is read, one of 3,000 is refused once."""
    assert len(Policy.loads(HEAD + chain(32)).roles) == 32
    assert refused(chain(34)) == ["extends-too-much"]
    assert refused(chain(3000)) == ["extends-too-much"]


def test_a_tangle_is_never_silent() -> None:
    """Where every role extends every other, some loop or length is told, whatever the walk met first."""
    for count in (3, 20, 40):
        names = [f"r{i:02}" for i in range(count)]
        roles = "".join(
            f"  {n}: {{trust: client, extends: [{', '.join(m for m in names if m != n)}]}}\n" for n in names
        )
        assert {"extends-cycle", "extends-too-much"} & set(refused(f"roles:\n{roles}"))
    loop = "".join(f"  r{i}: {{trust: client, extends: [r{(i + 1) % 40}]}}\n" for i in range(40))
    assert refused(f"roles:\n{loop}  a: {{trust: client, extends: [b]}}\n  b: {{trust: client, extends: [a]}}\n") == [
        "extends-cycle",
        "extends-too-much",
    ]


def test_ladders_are_not_walked_twice() -> None:
    """Each role extends the two before it: two to the thirtieth ways up, thirty steps."""
    rungs = "".join(f"  r{i}: {{trust: server, extends: [r{i - 1}, r{i - 2}]}}\n" for i in range(2, 32))
    text = f"roles:\n  r0: {{trust: server, ttl: 5}}\n  r1: {{trust: server, extends: [r0]}}\n{rungs}"
    assert Policy.loads(HEAD + text).roles["r31"].ttl == 5


def test_wide_roles() -> None:
    """What many roles take in is counted before it is built."""
    entries = ", ".join(["{actions: [read]}"] * 2000)
    text = (
        "channels: {a: {name: a.<u>, authority: clients}}\n"
        f"roles:\n  r0: {{trust: server, allow: {{channels: {{a: [{entries}]}}}}}}\n"
    ) + "".join(f"  r{i}: {{trust: server, extends: [r0]}}\n" for i in range(1, 50))
    assert refused(text) == ["too-large"]


def overlapping(count: int, actions: tuple[str, str]) -> Policy:
    families = "".join(f"  c{i}: {{pattern: '.*a{i}.*', authority: clients}}\n" for i in range(count))
    allow = ", ".join(f"c{i}: [{actions[i % 2]}]" for i in range(count))
    role = f"roles: {{r: {{trust: client, bind: u, ttl: 5, allow: {{channels: {{{allow}}}}}}}}}"
    return Policy.loads(f"{HEAD}channels:\n{families}{role}")


def test_patterns_that_nearly_all_overlap() -> None:
    """Twenty pairs are told and the rest is said not to be compared; with equal flags there is nothing to tell."""
    warnings = overlapping(100, ("read", "write")).warnings
    assert len(warnings) == 21
    assert sum("not compared" in warning.message for warning in warnings) == 1
    assert overlapping(100, ("read", "read")).warnings == []


def test_patterns_with_beginnings_of_their_own_are_never_compared() -> None:
    """Hundreds of them are a matter of looking up."""
    families = "".join(f"  c{i}: {{pattern: 'x{i}[.].*', authority: clients}}\n" for i in range(600))
    allow = ", ".join(f"c{i}: [{'read' if i % 2 else 'write'}]" for i in range(600))
    role = f"roles: {{r: {{trust: client, bind: u, ttl: 5, allow: {{channels: {{{allow}}}}}}}}}"
    with at_most(3_000_000):
        assert Policy.loads(f"{HEAD}channels:\n{families}{role}").warnings == []
