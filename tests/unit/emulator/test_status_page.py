"""The status page in a browser: headless Chromium loads it, runs its script, and prints what stands there then."""

import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pnpolicy.emulator import Emulator, Keyset, Readings, running
from tests.asking import grant, publish

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--enable-logging=stderr",
    "--virtual-time-budget=2500",
]  # fmt: skip

IMAGE = "<img src=x onerror=document.title='owned'>"
SCRIPT = "</td><script>document.title='owned'</script>"

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="THE STATUS PAGE IS NOT TESTED: there is no chromium (apt-get install chromium)"
)


@pytest.fixture
def am() -> Iterator[Emulator]:
    with running(keyset=Keyset.new(), readings=Readings(presence="implied")) as emulator:
        yield emulator


class Page(HTMLParser):
    """What a browser made of a page: tags, texts by id, rows of tables by the id of their body."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: dict[str, str] = {}
        self.rows: dict[str, list[list[str]]] = {}
        self._open: list[str | None] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag in ("meta", "input"):
            return
        self._open.append("title" if tag == "title" else dict(attrs).get("id"))
        table = next((name for name in reversed(self._open) if name in ("tokens", "decisions", "messages")), None)
        if table and tag == "tr":
            self.rows.setdefault(table, []).append([])
        elif table and tag == "td":
            self.rows[table][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        del tag
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for name in self._open:
            if name:
                self.texts[name] = self.texts.get(name, "") + data
                if name in self.rows and self.rows[name][-1]:
                    self.rows[name][-1][-1] += data


def shown(am: Emulator, profile: Path) -> Page:
    """The page as it stands after a while."""
    assert CHROMIUM
    address = f"http://{am.origin}/_pnpolicy/"
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", "--dump-dom", address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)  # noqa: S603
    assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []  # no error, nothing was blocked
    return Page(done.stdout)


def test_what_it_shows(am: Emulator, tmp_path: Path) -> None:
    """Readings, tokens, decisions with their reason, messages; what a client wrote is text, whatever it looks like."""
    voter = grant(am, {"vote-submit.1": 2, "vote-result.1": 1}, "alice", pnpolicy="live-voting/voter@0123456789ab")
    hostile = grant(am, {"<b>bold": 3}, pnpolicy=SCRIPT)
    assert publish(am, "vote-submit.1", {"choice": "red"}, voter, "alice") == 200
    assert publish(am, "vote-result.1", {"red": 9}, voter, "alice") == 403
    assert publish(am, "vote-submit.1", "x", voter, "mallory") == 403
    assert publish(am, "<b>bold", SCRIPT, hostile, IMAGE) == 200
    am.advance(minutes=20)
    page = shown(am, tmp_path)

    assert page.texts["readings"] == "Readings in force: strict, but presence implied"
    assert page.texts["origin"] == am.origin
    assert am.keyset.subscribe_key in page.texts["keys"]
    assert page.texts["ahead"] == "(moved on by 20 min)"
    assert page.texts.get("trouble", "") == ""

    second, first = page.rows["tokens"]
    assert first[1:4] == ["live-voting/voter@0123456789ab", "alice", "live"]
    assert first[5:] == ["in 39 min", "2 names", "1 allowed, 2 refused"]
    assert second[1:3] == [SCRIPT, "nobody: anyone may use it"]

    decisions = [row[1:] for row in page.rows["decisions"]]
    stamp = "live-voting/voter@0123456789ab"
    assert decisions == [
        ["✓ allowed", IMAGE + SCRIPT, "publish", "<b>bold", "resources.channels `<b>bold`: read, write"],
        ["✕ refused", f"mallory{stamp}", "token", "", "the token is bound to `alice`"],
        ["✕ refused", f"alice{stamp}", "publish", "vote-result.1",
         "resources.channels `vote-result.1`: read; this takes write"],
        ["✓ allowed", f"alice{stamp}", "publish", "vote-submit.1", "resources.channels `vote-submit.1`: write"],
    ]  # fmt: skip

    assert [row[1:4] for row in page.rows["messages"]] == [
        ["<b>bold", "message", IMAGE],
        ["vote-submit.1", "message", "alice"],
    ]
    assert page.rows["messages"][1][4] == '{"choice": "red"}'
    assert "owned" in page.rows["messages"][0][4]

    assert page.texts["title"] == "pnpolicy emulator"
    assert {"b", "img"} & set(page.tags) == set()
    assert page.tags.count("script") == 1


def test_nothing_yet(tmp_path: Path) -> None:
    """Without keys it says that everything is refused."""
    with running() as am:
        page = shown(am, tmp_path)
    assert page.texts["keys"] == "There is no policy and there are no keys, so everything is refused."
    assert page.texts["readings"] == "Readings in force: strict"
    assert (page.texts["tokens-note"], page.texts["messages-note"]) == ("none", "none")
