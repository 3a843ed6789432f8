"""From values to the bytes of a grant request, 50 rooms, every id checked."""

import json
from collections.abc import Iterator
from typing import Final

from benchmarks._measure import Row, Stopwatch, absent, peer
from benchmarks._voting import META, ROOMS, SESSION, SHARDS, USER, by_hand, by_the_sdk, granted

_WORK: Final = "grant to request bytes, 50 rooms"
_TEMPLATE: Final = """{
  "ttl": 30,
  "permissions": {
    "resources": {
      "channels": {
        {{ ("inbox." ~ user) | tojson }}: 1, {{ ("vote-submit." ~ session) | tojson }}: 2,
        {{ ("vote-result." ~ session) | tojson }}: 1
        {% for room in rooms -%}
        , {{ ("chat.room." ~ room) | tojson }}: 3, {{ ("chat.room." ~ room ~ "-pnpres") | tojson }}: 1
        {% endfor %}
      },
      "groups": {}, "uuids": { {{ user | tojson }}: 96 }
    },
    "patterns": {"channels": { {{ shards | tojson }}: 1 }, "groups": {}, "uuids": {}},
    "meta": {{ meta | tojson }},
    "uuid": {{ user | tojson }}
  }
}"""


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """The same request by hand, by a template engine and by the SDK."""
    pair = stopwatch.compare(_ours, _by_hand)
    yield pair.row(_WORK, "hand-written + json.dumps", most=1.3)
    yield _template(stopwatch)
    yield _sdk(stopwatch)


def _ours() -> bytes:
    return granted().to_request()


def _by_hand() -> bytes:
    return json.dumps(by_hand(USER, SESSION, ROOMS)).encode()


def _template(stopwatch: Stopwatch) -> Row:
    if (jinja2 := peer("jinja2")) is None:
        return absent(_WORK, "Jinja2")
    template = jinja2.Environment(autoescape=False).from_string(_TEMPLATE)

    def rendered() -> bytes:
        text: str = template.render(user=USER, session=SESSION, rooms=ROOMS, shards=SHARDS, meta=META)
        return text.encode()

    assert json.loads(rendered()) == json.loads(_ours())  # noqa: S101  or it is no comparison
    return stopwatch.compare(_ours, rendered).row(_WORK, "Jinja2")


def _sdk(stopwatch: Stopwatch) -> Row:
    if (pubnub := peer("pubnub.pubnub")) is None:
        return absent(_WORK, "pubnub")
    config = peer("pubnub.pnconfiguration").PNConfiguration()
    config.subscribe_key, config.user_id = "sub-c-x", "server"
    client = pubnub.PubNub(config)

    def built() -> bytes:
        data: str = by_the_sdk(client).build_data()
        return data.encode()

    resources = json.loads(_ours())["permissions"]["resources"]
    assert json.loads(built())["permissions"]["resources"]["channels"] == resources["channels"]  # noqa: S101  likewise
    return stopwatch.compare(_ours, built).row(_WORK, "the SDK's Channel objects and build_data")
