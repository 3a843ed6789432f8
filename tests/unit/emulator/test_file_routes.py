"""Files, and where their contents go to and come from, on the bench."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from pnpolicy.emulator.message import Answer, Request
from pnpolicy.emulator.routes import storage
from pnpolicy.emulator.uploads import UPLOAD_SECONDS
from tests.emulating import Bench

READ, WRITE, DELETE = 1, 2, 8
FILES = "/v1/files/{sub}/channels/a"


@pytest.fixture
def bench() -> Bench:
    return Bench()


def announced(bench: Bench, name: object = "cat.txt", channel: str = "a") -> Any:  # noqa: ANN401  any JSON value
    path = f"/v1/files/{{sub}}/channels/{channel}/generate-upload-url"
    answer = bench.told("POST", path, body=json.dumps({"name": name}).encode(), signed=True)
    assert answer.status == 200, answer
    return answer.body


def form(fields: dict[str, str], content: bytes | None) -> bytes:
    parts = [f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode() for key, value in fields.items()]
    if content is not None:
        parts.append(b'Content-Disposition: form-data; name="file"; filename="x"\r\n\r\n' + content)
    return b"".join(b"--B\r\n" + part + b"\r\n" for part in parts) + b"--B--\r\n"


def posted(bench: Bench, body: bytes, content_type: str = "multipart/form-data; boundary=B") -> Answer:
    request = Request("POST", "/_pnpolicy-storage/sub-c-x", "", body, {"content-type": content_type})
    answer = bench.core.answer(request)
    assert isinstance(answer, Answer)
    return answer


def fields_of(said: Any) -> dict[str, str]:  # noqa: ANN401  any JSON value
    return {field["key"]: field["value"] for field in said["file_upload_request"]["form_fields"]}


def uploaded(bench: Bench, content: bytes = b"meow", name: str = "cat.txt", channel: str = "a") -> str:
    """The id of a file that was sent."""
    said = announced(bench, name, channel)
    assert posted(bench, form(fields_of(said), content)).status == 204
    file_id: str = said["data"]["id"]
    return file_id


def fetched(bench: Bench, file_id: str, name: str = "cat.txt", channel: str = "a") -> Answer:
    """What the address says that the files service gives."""
    answer = bench.told("GET", f"/v1/files/{{sub}}/channels/{channel}/files/{file_id}/{name}", signed=True)
    assert answer.status == 307, answer
    return at(bench, address_of(answer))


def address_of(answer: Answer) -> str:
    return dict(answer.headers)["Location"]


def at(bench: Bench, address: str) -> Answer:
    url = urlsplit(address)
    answer = bench.core.answer(Request("GET", url.path, url.query))
    assert isinstance(answer, Answer)
    return answer


def code_of(answer: Answer) -> tuple[int, str]:
    """The status and the code of a refusal by the storage."""
    assert isinstance(answer.body, bytes)
    return answer.status, answer.body.decode().partition("<Code>")[2].partition("</Code>")[0]


def test_what_is_sent_comes_back(bench: Bench) -> None:
    """Byte for byte, with its type, and with no say on our pages."""
    content = bytes(range(256)) + b"\r\n--\r\n-B\r\n--b--"
    answer = fetched(bench, uploaded(bench, content))
    assert (answer.status, answer.body) == (200, content)
    assert dict(answer.headers) == {"Content-Type": "text/plain; charset=utf-8", "Content-Security-Policy": "sandbox"}


def test_names_are_encoded_in_addresses(bench: Bench) -> None:
    """Of channels too."""
    file_id = uploaded(bench, b"x", "Füße & co #1?.txt", "%C3%A9")
    answer = fetched(bench, file_id, "F%C3%BC%C3%9Fe%20%26%20co%20%231%3F.txt", "%C3%A9")
    assert answer.body == b"x"


def test_an_announcement_says_what_to_send(bench: Bench) -> None:
    """An address, when it ends, and the fields of a form."""
    said = announced(bench)
    request = said["file_upload_request"]
    assert said["data"]["name"] == "cat.txt"
    assert request["url"] == "http://127.0.0.1/_pnpolicy-storage/sub-c-x"
    assert (request["method"], request["expiration_date"]) == ("POST", "2026-09-21T14:14:20Z")
    types = [fields_of(announced(bench, name))["Content-Type"] for name in ("a.txt", "a.png", "a")]
    assert types == ["text/plain; charset=utf-8", "image/png", "application/octet-stream"]


def test_an_upload_takes_its_secret_once_and_in_time(bench: Bench) -> None:
    """Guessed, used, late or without one it is refused, and nothing is kept."""
    fields = fields_of(announced(bench))
    denied = (403, "AccessDenied")
    assert code_of(posted(bench, form({**fields, storage.UPLOAD_FIELD: "guess"}, b"x"))) == denied
    assert code_of(posted(bench, form({}, b"x"))) == denied
    assert posted(bench, form(fields, b"x")).status == 204
    assert code_of(posted(bench, form(fields, b"y"))) == denied
    late = fields_of(announced(bench))
    bench.core.clock.advance(UPLOAD_SECONDS)
    assert code_of(posted(bench, form(late, b"x"))) == denied
    assert list(bench.core.state.contents.values()) == [b"x"]


def test_those_announced_first_are_forgotten_first(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is an end to what is waited for."""
    monkeypatch.setattr("pnpolicy.emulator.uploads.WAITING_MOST", 2)
    first, second, third = (fields_of(announced(bench)) for _ in range(3))
    assert [posted(bench, form(fields, b"x")).status for fields in (first, second, third)] == [403, 204, 204]


def test_a_file_has_at_most_five_megabytes(bench: Bench) -> None:
    """5,242,880 bytes, as recorded."""
    most = 5 * 1024 * 1024
    refused = posted(bench, form(fields_of(announced(bench)), bytes(most + 1)))
    assert code_of(refused) == (400, "EntityTooLarge")
    assert posted(bench, form(fields_of(announced(bench)), bytes(most))).status == 204


def test_all_files_have_an_end(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit is refused; once something is deleted it fits."""
    monkeypatch.setattr(storage, "FILES_BYTES", 10)
    file_id = uploaded(bench, b"12345678")
    assert posted(bench, form(fields_of(announced(bench)), b"123")).status == 507
    bench.told("DELETE", f"{FILES}/files/{file_id}/cat.txt", signed=True)
    assert posted(bench, form(fields_of(announced(bench)), b"123")).status == 204


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "multipart/form-data; boundary=B"),
        (b"x", "multipart/form-data; boundary=B"),
        (form({}, b"x"), ""),
        (form({}, b"x"), "multipart/form-data"),
        (form({}, b"x"), "multipart/form-data; boundary=" + "b" * 1000),
        (form({}, b"x"), "application/x-www-form-urlencoded; boundary=B"),
        (form({}, b"x")[:-10], "multipart/form-data; boundary=B"),
        (form({}, None), "multipart/form-data; boundary=B"),
        (form({"n": "v"}, None), "multipart/form-data; boundary=B"),
        (form({str(index): "" for index in range(50)}, b"x"), "multipart/form-data; boundary=B"),
        (b"--B\r\n\r\nx\r\n--B--\r\n", "multipart/form-data; boundary=B"),
        (form({}, b"x").replace(b'"file"', b'"\xff"'), "multipart/form-data; boundary=B"),
    ],
)
def test_what_is_no_form_with_a_file_is_refused(bench: Bench, body: bytes, content_type: str) -> None:
    """As S3 does, whose words the SDKs know."""
    assert code_of(posted(bench, body, content_type)) == (400, "MalformedPOSTRequest")


def test_a_type_is_a_type(bench: Bench) -> None:
    """It goes into a header of the download."""
    fields = {**fields_of(announced(bench)), "Content-Type": "text/html\r\nSet-Cookie: a=b"}
    assert code_of(posted(bench, form(fields, b"x"))) == (400, "InvalidArgument")


def test_an_address_is_signed_and_ends(bench: Bench) -> None:
    """After at most 65 minutes; it is of no use for another file."""
    one, two = uploaded(bench, b"one"), uploaded(bench, b"two")
    address = address_of(bench.told("GET", f"{FILES}/files/{one}/cat.txt", signed=True))
    assert at(bench, address).body == b"one"
    denied = (403, "AccessDenied")
    assert code_of(at(bench, address.replace(one, two))) == denied
    assert code_of(at(bench, address.replace("Expires=1", "Expires=2"))) == denied
    assert code_of(at(bench, address.partition("&")[0])) == denied
    assert code_of(at(bench, address + "é".encode().hex())) == denied
    bench.core.clock.advance(65 * 60)
    assert code_of(at(bench, address)) == denied


def test_files_are_listed_by_id(bench: Bench) -> None:
    """Page by page, of one channel."""
    ids = sorted(uploaded(bench, b"x" * index, f"{index}") for index in range(5))
    uploaded(bench, channel="b")
    seen: list[str] = []
    following = ""
    for count in (2, 2, 1):
        query = {"limit": "2", **({"next": following} if following else {})}
        body = bench.told("GET", f"{FILES}/files", query, signed=True).body
        assert isinstance(body, dict)
        assert (body["status"], body["count"]) == (200, count)
        assert all(file["size"] == int(file["name"]) for file in body["data"])
        assert {file["created"] for file in body["data"]} == {"2026-09-21T14:13:20Z"}
        seen += [file["id"] for file in body["data"]]
        following = body["next"]
    assert (seen, following is None) == (ids, True)


def test_a_deleted_file_is_gone(bench: Bench) -> None:
    """From the list, the storage and for a second time; its name has to be right."""
    file_id = uploaded(bench)
    address = address_of(bench.told("GET", f"{FILES}/files/{file_id}/cat.txt", signed=True))
    assert bench.told("DELETE", f"{FILES}/files/{file_id}/dog.txt", signed=True).status == 404
    assert bench.told("DELETE", f"{FILES}/files/{file_id}/cat.txt", signed=True).body == {"status": 200}
    assert code_of(at(bench, address)) == (404, "NoSuchKey")
    assert bench.told("GET", f"{FILES}/files/{file_id}/cat.txt", signed=True).status == 404
    assert bench.told("DELETE", f"{FILES}/files/{file_id}/cat.txt", signed=True).status == 404
    assert bench.core.state.contents == {}


def test_a_file_is_announced_to_subscribers_and_in_history(bench: Bench) -> None:
    """As an event of kind 4; with `store=0` history does not show it."""
    path = "/v1/files/publish-file/{pub}/{sub}/0/a/0/%7B%22file%22%3A1%7D"
    for query in ({}, {"store": "0"}, {"norep": "true"}):
        assert bench.told("GET", path, query, signed=True).status == 200
    sent = bench.core.stream.after("a", 0)
    assert [(message.kind, message.payload, message.stored) for message in sent] == [
        (4, {"file": 1}, True),
        (4, {"file": 1}, False),
    ]
    assert bench.told("GET", path, {"ptto": "1"}, signed=True).status == 400


def test_write_sends_read_lists_and_finds_delete_deletes(bench: Bench) -> None:
    """Each with the other two is refused before anything is said of a file."""
    file_id = uploaded(bench)
    for method, path, mask in (
        ("POST", f"{FILES}/generate-upload-url", READ | DELETE),
        ("GET", "/v1/files/publish-file/{pub}/{sub}/0/a/0/1", READ | DELETE),
        ("GET", f"{FILES}/files", WRITE | DELETE),
        ("GET", f"{FILES}/files/{file_id}/cat.txt", WRITE | DELETE),
        ("GET", f"{FILES}/files/none/cat.txt", WRITE | DELETE),
        ("DELETE", f"{FILES}/files/{file_id}/cat.txt", READ | WRITE),
    ):
        answer = bench.told(method, path, body=b'{"name": "x"}', token=bench.grant(channels={"a": mask}))
        assert answer.status == 403, path
    assert len(bench.core.state.files) == 1
    assert bench.core.stream.after("a", 0) == []


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\\b", "a\n", "\ud800", "x" * 256, 1, None])
def test_what_is_no_name_of_a_file_is_refused(bench: Bench, name: object) -> None:
    """What could not be a part of an address."""
    body = json.dumps({"name": name}).encode()
    assert bench.told("POST", f"{FILES}/generate-upload-url", body=body, signed=True).status == 400


def test_a_wildcard_holds_no_files(bench: Bench) -> None:
    """It is subscribed to, and nothing else."""
    path = "/v1/files/{sub}/channels/a.*/generate-upload-url"
    assert bench.told("POST", path, body=b'{"name": "x"}', signed=True).status == 400
