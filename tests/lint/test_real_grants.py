"""What real projects get wrong is found, by name of the mistake; what they get right is left alone.

The table says, for each class of mistake in `tests/vectors/real_grants.json`, which rules find it, or why no grant can
show it: then it stands in the code around the grant.
"""

import json
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.linting import audited

REAL: list[dict[str, Any]] = json.loads((ROOT / "tests/vectors/real_grants.json").read_text("utf-8"))["grants"]

FOUND_BY: dict[str, set[str]] = {
    "all-rooms-by-prefix": {"PNP304"},
    "ambiguous-delimiter": {"PNP505"},
    "authorized-uuid-param-ignored": {"PNP125"},
    "authorized-uuid-shared": {"PNP608"},
    "delete-to-client": {"PNP224"},
    "dot-star-crosses-segments": {"PNP505"},
    "glob-as-regex": {"PNP101"},
    "glob-in-resources": {"PNP109"},
    "group-manage-to-client": {"PNP208"},
    "internal-channels-open": {"PNP220"},
    "invalid-flag-for-type": {"PNP110"},
    "leftover-sample-entries": {"PNP717"},
    "list-defeated-by-pattern": {"PNP301"},
    "long-ttl": {"PNP403"},
    "manage-to-client": {"PNP223", "PNP302"},
    "metadata-of-all-users-readable": {"PNP213"},
    "no-authorized-uuid": {"PNP205"},
    "pattern-crosses-tenant": {"PNP102", "PNP105"},
    "pattern-for-single-name": {"PNP305"},
    "regex-in-resources": {"PNP109"},
    "regex-too-narrow": {"PNP106", "PNP127"},
    "string-iterated-as-list": {"PNP126"},
    "ttl-out-of-range": {"PNP402"},
    "ttl-unit-confusion": {"PNP405"},
    "unanchored-pattern": {"PNP102", "PNP103", "PNP301"},  # what covers everything has no end to be anchored at
    "unescaped-dot": {"PNP105"},
    "wildcard-everything": {"PNP301"},
    "write-on-own-inbox": {"PNP210"},
    "write-on-presence-channel": {"PNP214"},
    "write-on-results-by-human": {"PNP201"},
    "write-to-everyones-channel": {"PNP304"},
}
"""Class → the rules of which one finds every instance."""

NOT_IN_THE_GRANT: dict[str, str] = {
    "api-shape-invented": "the call does not exist; nothing of it would be sent",
    "authorized-uuid-client-supplied": "where the value came from stands in the code",
    "authorized-uuid-wrong-identity": "who uses the token stands in the client",
    "builder-method-not-called": "the code raises before there is a grant",
    "channels-client-supplied": "where the value came from stands in the code",
    "client-write-on-public-channel": "that the lobby is not for everybody to write stands in a sentence",
    "client-write-on-server-channel": "that the server announces there stands in the code; PNP201 finds it by a policy",
    "container-ignored": "the argument's name is another one in that SDK",
    "fail-open-workaround": "what the code does after a refusal",
    "flags-contradict-name": "the function is called otherwise than what it does",
    "hand-built-json": "how the text was made",
    "hard-coded-secret-key": "a key in the code",
    "identity-mismatch": "who uses the token stands in the client",
    "literal-key-instead-of-variable": "a word that could be a channel's name",
    "local-revoke-only": "what logging out does",
    "no-token-refresh-path": "what the client does before the end",
    "old-token-not-revoked": "what happens to the token before",
    "presence-channel-missing": "that the client listens for presence stands in the client",
    "removal-leaves-read": "who has been removed stands in the code",
    "revoke-not-executed": "what logging out does",
    "secret-key-in-client": "a key in the code",
    "secret-key-in-request": "a key in the code",
    "shared-channel-for-all-users": "that everybody gets the same stands in the code",
    "token-discarded": "what becomes of the token",
    "token-grows-with-channels": "how many channels a user may join stands in the data",
    "unauthenticated-token-endpoint": "who may ask for the token",
    "unescaped-identity-in-regex": "what is filled in here needs no escape; what another user is called may",
}
"""Class → why a grant cannot show it."""

EXCEPT = {
    ("brawlers-system", "ttl-unit-confusion"): "the ttl is right; a clock beside it adds minutes to seconds",
}
"""Instances that stand elsewhere than others of their class."""


def found_in(grant: dict[str, Any]) -> set[str]:
    report = audited(json.dumps(grant))
    assert (report.unread, report.faults, report.undecided) == (0, [], False)
    return {finding.rule.id for finding in report.findings}


def test_every_class_is_known() -> None:
    """A class is found, or it is said why not; never both."""
    classes = {problem for real in REAL for problem in real["problems"]}
    assert classes == FOUND_BY.keys() | NOT_IN_THE_GRANT.keys()
    assert not FOUND_BY.keys() & NOT_IN_THE_GRANT.keys()
    assert all(
        (real["name"], problem) not in EXCEPT or problem in FOUND_BY for real in REAL for problem in real["problems"]
    )


@pytest.mark.parametrize("real", [real for real in REAL if real["problems"]], ids=lambda real: real["name"])
def test_faulty(real: dict[str, Any]) -> None:
    """Every mistake that the grant can show is found."""
    found = found_in(real["grant"])
    wanted = [problem for problem in real["problems"] if problem in FOUND_BY and (real["name"], problem) not in EXCEPT]
    assert [problem for problem in wanted if not found & FOUND_BY[problem]] == []


@pytest.mark.parametrize("real", [real for real in REAL if not real["problems"]], ids=lambda real: real["name"])
def test_clean(real: dict[str, Any]) -> None:
    """What has no fault stays clean, of mere information too."""
    assert found_in(real["grant"]) == set()
