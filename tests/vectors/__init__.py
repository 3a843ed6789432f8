"""What PubNub and its SDKs were seen to send: `recorded.json`, read."""

import json
from pathlib import Path
from typing import Any, NamedTuple

RECORDED: dict[str, Any] = json.loads(Path(__file__).with_name("recorded.json").read_text("utf-8"))


class Vector(NamedTuple):
    """A token of the live service, and what it says in its own order, without the signature."""

    name: str
    text: str
    fields: dict[str, Any]


TOKENS = [
    *(Vector(e["name"], e["answer"]["data"]["token"], e["fields"]) for e in RECORDED["exchanges"] if "fields" in e),
    *(Vector(t["name"], t["text"], t["fields"]) for t in RECORDED["tokens"]),
]
NAMES = [vector.name for vector in TOKENS]
