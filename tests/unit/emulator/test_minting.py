"""Tokens of equal grants."""

from tests.emulating import Bench


def test_a_grant_after_logout_is_of_use() -> None:
    """Within the second of one that was revoked, and however often; who holds the revoked ones is refused still."""
    bench = Bench()
    lost = []
    for _ in range(3):
        token = bench.grant(channels={"a": 2})
        assert bench.told("GET", "/publish/{pub}/{sub}/0/a/0/1", token=token).status == 200
        lost.append(token)
        assert bench.told("DELETE", f"/v3/pam/{{sub}}/grant/{token}", signed=True).status == 200
    assert len(set(lost)) == 3
    for token in lost:
        assert bench.told("GET", "/publish/{pub}/{sub}/0/a/0/1", token=token).status == 403


def test_equal_grants_of_one_second_are_one_token() -> None:
    """Nothing else makes them differ."""
    bench = Bench()
    assert bench.grant(channels={"a": 2}) == bench.grant(channels={"a": 2})
