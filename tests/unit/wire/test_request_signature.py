"""Request signature, version 2."""

import hmac
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from pnpolicy.wire.signature import sign
from tests.vectors import RECORDED


def signed(vector: dict[str, Any], **changes: object) -> str:
    keys = ("secret_key", "publish_key", "method", "path", "query", "body")
    return sign(**{key: vector[key] for key in keys} | changes)


VECTORS = RECORDED["signatures"]
GRANT = VECTORS[0]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_what_the_sdks_sent_is_reproduced(vector: dict[str, Any]) -> None:
    """Both SDKs' signatures, over bodies and values that are not ASCII as well."""
    assert signed(vector) == vector["signature"]
    assert signed(vector, body=vector["body"].encode()) == vector["signature"]


def test_order_case_and_an_old_signature_do_not_matter() -> None:
    """Parameters are sorted, the method is upper case, `signature` is never signed; pairs do as well as a mapping."""
    pairs = [("signature", "v2.old"), *reversed(GRANT["query"].items())]
    assert signed(GRANT, query=pairs, method="post") == GRANT["signature"]


def test_capital_letters_sort_first_and_a_tilde_is_encoded() -> None:
    """The rule, against a message written by hand."""
    digest = hmac.digest(b"k", b"GET\np\n/x\nB=1&b=%7E%20%C3%A9%2A\n", "sha256")
    expected = "v2." + urlsafe_b64encode(digest).decode().rstrip("=")
    assert sign("k", "p", "GET", "/x", {"b": "~ é*", "B": "1"}) == expected


@pytest.mark.parametrize("part", ["secret_key", "publish_key", "method", "path", "body"])
def test_every_part_counts(part: str) -> None:
    """A changed part is another signature."""
    assert signed(GRANT, **{part: GRANT[part] + "x"}) != GRANT["signature"]
