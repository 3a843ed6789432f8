"""`except` leaves families out of an open entry: exactly, or not at all."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
import re2

from pnpolicy import Policy, PolicyError
from pnpolicy.diagnostic import Diagnostic
from pnpolicy.policy import patterns
from pnpolicy.policy.model import Family
from pnpolicy.policy.patterns import MAX_DIFFERENCES, MAX_SPELLED
from tests.work import at_most

VARIABLES = {
    "u": {"type": "id"},
    "room": {"type": "id", "max": 12},
    "other": {"type": "id", "max": 12},
    "word": {"type": "id", "max": 6},
    "s": {"type": "slug", "max": 30},
    "long": {"type": "slug", "max": 92},
    "n": {"type": "integer", "max": 63},
}
NAMES = {
    "room": "chat.<room>",
    "pair": "chat.<room>.<word>",
    "talk": "talk.<long>",
    "talk-staff": "talk.staff",
    "staff": "chat.staff",
    "numbered": "chat.n<n>",
    "ends": "chat.<word>_staff",
    "twice": "chat.<word>x<word>",
    "slug": "chat.<s>",
    "elsewhere": "elsewhere.<u>",
    "hyphen": "x-<word>",
    "unread": "chat.<nobody>",
}


Data = dict[str, Any]


def policy(entry: Data | list[Data], family: str = "room", more: Data | None = None) -> Policy:
    channels = {name: {"name": text, "authority": "clients"} for name, text in NAMES.items() if name != "unread"}
    channels |= {
        "any": {"pattern": "chat[.].+", "authority": "clients"},
        "legacy": {"pattern": "legacy-[a-f]{1,3}", "authority": "clients"},
        "same": {"pattern": "chat[.]a[.](?:a+|b{2,})", "authority": "clients"},
        "bad": {"pattern": "legacy-(?:bad|a)", "authority": "clients"},
        "hard": {"pattern": "chat[.](?:a|b)*a(?:a|b){12}", "authority": "clients"},
        "companion": {"pattern": "x-pnpres", "authority": "clients"},
    }
    role = {"trust": "client", "anonymous": True, "ttl": 5, "allow": {"channels": {family: entry}}}
    written = {
        "pnpolicy": 1,
        "name": "p",
        "variables": VARIABLES,
        "channels": channels | (more or {}),
        "roles": {"r": role},
    }
    written["users"] = {"self": {"id": "<u>"}}
    return Policy.loads(json.dumps(written))


def problems(entry: Data, family: str = "room", more: Data | None = None) -> list[Diagnostic]:
    return refused({"actions": ["read"], **entry}, family, more)


def refused(entry: Data | list[Data], family: str = "room", more: Data | None = None) -> list[Diagnostic]:
    with pytest.raises(PolicyError) as error:
        policy(entry, family, more)
    return [problem for problem in error.value.diagnostics if isinstance(problem, Diagnostic)]


def pattern(entry: Data, family: str = "room") -> str:
    loaded = policy({"actions": ["read"], **entry}, family)
    assert loaded.warnings == []
    (found,) = loaded.grant("r").patterns["channels"]
    return found


@pytest.mark.parametrize(
    ("family", "entry", "kept", "left_out"),
    [
        ("room", {"any": ["room"], "except": ["staff"]}, "chat.staf chat.stafff chat.s chat.Staff", "chat.staff"),
        ("room", {"any": ["room"], "except": ["numbered"]}, "chat.n chat.n64 chat.n00", "chat.n0 chat.n63"),
        ("room", {"any": ["room"], "except": ["staff", "numbered"]}, "chat.x", "chat.staff chat.n7"),
        ("room", {"any": ["other"], "where": {"room": "other"}, "except": ["staff"]}, "chat.x", "chat.staff"),
        ("pair", {"any": ["room", "word"], "except": ["same"]}, "chat.b.a chat.a.b", "chat.a.a chat.a.bb"),
        ("legacy", {"except": ["bad"]}, "legacy-b legacy-ba legacy-bac", "legacy-bad legacy-a"),
        ("hyphen", {"any": ["word"], "except": ["companion"]}, "x-pnpre x-y", "x-pnpres"),
    ],
)
def test_left_out(family: str, entry: Data, kept: str, left_out: str) -> None:
    """The pattern matches what is kept and nothing that is left out, for RE2 and for Python."""
    found = pattern(entry, family)
    for engine in (re2, re):
        assert all(engine.search(found, name) for name in kept.split())
        assert not any(engine.search(found, name) for name in left_out.split())


@pytest.mark.parametrize(
    ("family", "entry", "code", "said"),
    [
        ("room", {"any": ["room"], "except": ["staf"]}, "unknown-family", "did you mean `staff`?"),
        ("room", {"any": ["room"], "except": ["self"]}, "unknown-family", "it is declared in `users`"),
        ("room", {"any": ["room"], "except": ["room"]}, "nothing-left", "leaves itself out"),
        ("room", {"any": ["room"], "except": ["staff", "staff"]}, "duplicate-family", "`staff` is written twice"),
        ("room", {"any": ["room"], "except": ["any"]}, "nothing-left", "`room` without `any` has no name left"),
        ("room", {"except": ["staff"]}, "cannot-spell", "`room` has a value here"),
        ("pair", {"any": ["word"], "except": ["staff"]}, "cannot-spell", "`room` has a value here"),
        ("staff", {"except": ["room"]}, "cannot-spell", "`staff` is one name"),
        ("room", {"any": ["room"], "except": ["slug"]}, "cannot-spell", "`slug` cannot be left out: a slug of at most"),
        ("room", {"any": ["room"], "except": ["twice"]}, "cannot-spell", "`<word>` stands twice in `twice`"),
        ("room", {"any": ["room"], "except": ["ends"]}, "cannot-spell", "would take a pattern of 4,"),
        ("any", {"except": ["hard"]}, "cannot-spell", "found for `any` without `hard` (not decided"),
        ("talk", {"any": ["long"], "except": ["talk-staff"]}, "cannot-spell", "would take a pattern of 2,"),
        ("hyphen", {"any": ["word"], "except": ["staff"]}, "cannot-spell", "would cover `x-pnpres`"),
    ],
)
def test_refused(family: str, entry: Data, code: str, said: str) -> None:
    """What cannot be left out exactly is an error at the name, or the word, that asks for it."""
    found = [problem for problem in problems(entry, family) if problem.severity == "error"]
    assert [problem.code for problem in found] == [code]
    assert said in str(found[0])


def test_the_cost_is_told() -> None:
    """A pattern that is too long is refused with its length."""
    names = {f"w{i}": {"name": f"chat.{'abcdefgh'[i] * 11}", "authority": "clients"} for i in range(8)}
    (problem,) = problems({"any": ["room"], "except": list(names)}, more=names)
    assert problem.code == "cannot-spell"
    cost = re.search(r"would take a pattern of ([0-9,]+) characters; at most 2,000", problem.message)
    assert cost
    assert int(cost[1].replace(",", "")) > MAX_SPELLED


def test_what_shares_no_name_is_warned_of() -> None:
    """Leaving it out changes nothing, and the entry is what it would be without."""
    loaded = policy({"actions": ["read"], "any": ["room"], "except": ["elsewhere"]})
    assert [warning.code for warning in loaded.warnings] == ["nothing-left-out"]
    assert list(loaded.grant("r").patterns["channels"]) == ["^chat\\.[A-Za-z0-9_]{1,12}$"]
    loaded = policy({"actions": ["read"], "any": ["room"], "except": ["elsewhere", "staff"]})
    assert [warning.code for warning in loaded.warnings] == ["nothing-left-out"]
    (entry,) = loaded.roles["r"].entries
    assert [family.name for family in entry.left_out] == ["staff"]


def test_a_fault_elsewhere_is_told_once() -> None:
    """A family, or a variable, that could not be read is reported where it stands, not at `except` as well."""
    unread = {"unread": {"name": "chat.<nobody>", "authority": "clients"}}
    found = problems({"any": ["room"], "except": ["unread"]}, more=unread)
    assert [problem.code for problem in found] == ["unknown-placeholder"]
    found = problems({"any": ["room"], "except": ["unread"]}, more={"unread": {"pattern": "(", "authority": "clients"}})
    assert [problem.code for problem in found] == ["not-re2"]
    found = problems({"any": ["nobody"], "except": ["staff"]}, "unread", unread)
    assert [problem.code for problem in found] == ["unknown-placeholder"]


def test_it_is_about_one_entry() -> None:
    """Another line of the role may still give what one leaves out, for flags add up."""
    entries = [
        {"actions": ["read"], "any": ["room"], "except": ["staff"]},
        {"actions": ["write"], "any": ["room"], "except": ["numbered"]},
    ]
    login = policy(entries).bind("r")
    asked = [(flag, name) for flag in ("subscribe", "publish") for name in ("chat.staff", "chat.n1", "chat.x")]
    assert [bool(login.allows(flag, name)) for flag, name in asked] == [False, True, True, True, False, True]


def test_presence() -> None:
    """The companions of what is left out are left out, too."""
    loaded = policy({"actions": ["read", "presence"], "any": ["room"], "except": ["staff"]})
    assert bool(loaded.allows("r", "subscribe-presence", "chat.x"))
    assert not bool(loaded.allows("r", "subscribe-presence", "chat.staff"))
    one, other = loaded.grant("r").patterns["channels"]
    assert other == f"{one[:-1]}-pnpres$"


def test_the_digest_covers_it() -> None:
    """Two policies that differ in `except` alone are two policies."""
    entry = {"actions": ["read"], "any": ["room"]}
    digests = {policy({**entry, "except": names}).digest for names in ([], ["staff"], ["numbered"])}
    assert len(digests) == 3
    assert policy(entry).digest in digests


def test_no_more_is_spelled_than_a_policy_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What two entries leave out alike is worked out once, and no policy asks for more than a bound."""
    asked: list[object] = []
    spelled = patterns.Patterns.spelled

    def counted(self: patterns.Patterns, family: Family, others: Mapping[str, Family]) -> patterns.Rest:
        asked.append(others)
        return spelled(self, family, others)

    monkeypatch.setattr(patterns.Patterns, "spelled", counted)
    entry = {"actions": ["read"], "any": ["room"], "except": ["staff", "numbered"]}
    loaded = policy([entry, {**entry, "except": ["numbered", "staff"]}])
    assert len(asked) == 1
    assert len(loaded.grant("r").patterns["channels"]) == 1
    many = {f"w{i}": {"name": f"chat.w{i}", "authority": "clients"} for i in range(MAX_DIFFERENCES + 1)}
    entries = [{"actions": ["read"], "any": ["room"], "except": [name]} for name in many]
    with at_most(3_000_000):
        assert [problem.code for problem in refused(entries, more=many)] == ["too-large"]


def test_place_of_a_fault() -> None:
    """An unknown name is underlined itself; what is about all of them, at the word `except`."""
    (problem,) = problems({"any": ["room"], "except": ["staff", "staf"]})
    assert problem.span is not None
    assert problem.span.text == '"staf"'
    (problem,) = problems({"except": ["staff"]})
    assert problem.span is not None
    assert problem.span.text == '"except"'
