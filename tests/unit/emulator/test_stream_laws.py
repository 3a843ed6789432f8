"""Nothing that was sent is lost, told twice or told out of order, whatever happens in between.

The model is naive: a list of all that was sent, and for every reader the names it reads and how far it came.
"""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from pnpolicy.emulator.message import Answer, Parked
from pnpolicy.emulator.readings import Readings
from pnpolicy.emulator.routes.subscribe import AT_ONCE
from pnpolicy.emulator.state import Message
from tests.emulating import Bench
from tests.strategies import examples

CHANNELS = ("a", "a.b", "a.b.c", "b")
NAMES = ("a", "a.b", "b", "a.*", "a.b.*", "b-pnpres", "a.b-pnpres", "a.*-pnpres")
GROUPS = ("g", "h")


def some(*names: str, least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), min_size=least, max_size=most, unique=True)


of_channels = some(*NAMES, least=1, most=4)
of_groups = st.builds(
    lambda groups, names: [*groups, *names],  # a group is written with a colon here
    some(":g", ":h", ":g-pnpres", least=1, most=2),
    some(*NAMES, least=0, most=2),
)
which = st.integers(0, 1)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.sampled_from(CHANNELS), st.sampled_from((1, 1, 1, 2, AT_ONCE + 30))),
        st.tuples(st.just("poll"), which),
        st.tuples(st.just("poll"), which),
        st.tuples(st.just("wake"), which),
        st.tuples(st.just("gone"), which),
        st.tuples(st.just("leave"), which),
        st.tuples(st.sampled_from(("add", "remove")), st.sampled_from(GROUPS), st.sampled_from(CHANNELS)),
        st.tuples(st.just("delete"), st.sampled_from(GROUPS)),
    ),
    min_size=20,
    max_size=40,
)


def sees(name: str, channel: str) -> bool:
    """Whether who reads a channel's name, or a wildcard, is told what is sent on a channel."""
    if not name.removesuffix("-pnpres").endswith(".*"):
        return channel == name
    is_same_kind = name.endswith("-pnpres") == channel.endswith("-pnpres")
    return is_same_kind and channel.startswith(name.removesuffix("-pnpres")[:-1])


@dataclass
class Reader:
    user: str
    names: list[str]
    cursor: int = 0
    parked: Parked | None = None
    is_woken: bool = False
    settled: list[Message] = field(default_factory=list)
    told: list[int] = field(default_factory=list)

    def woken(self) -> None:
        self.is_woken = True


class World:
    def __init__(self, readers: list[list[str]]) -> None:
        self.bench = Bench(Readings(wildcard="text"))
        every = "^.*$"
        self.token = self.bench.grant(user=None, channel_patterns={every: 1}, group_patterns={every: 5})
        self.readers = [Reader(f"reader-{number}", names) for number, names in enumerate(readers)]
        self.groups: dict[str, list[str]] = {group: [] for group in GROUPS}
        self.sent: list[Message] = []
        send = self.bench.core.stream.send

        def noted(message: Message) -> None:
            self.sent.append(message)
            send(message)

        self.bench.core.stream.send = noted  # type: ignore[method-assign]

    def news(self, reader: Reader) -> list[Message]:
        """What a reader has not been told yet, as its names stand now."""
        names = list(reader.names)
        for group, channels in self.groups.items():
            names += channels if f":{group}" in reader.names else []
            names += [f"{channel}-pnpres" for channel in channels if f":{group}-pnpres" in reader.names]
        return [
            message
            for message in self.sent
            if message.timetoken > reader.cursor and any(sees(name, message.channel) for name in names)
        ]

    def poll(self, reader: Reader) -> None:
        if reader.parked is not None:
            return
        channels = [name for name in reader.names if not name.startswith(":")]
        groups = [name[1:] for name in reader.names if name.startswith(":")]
        query = {"tt": str(reader.cursor), "channel-group": ",".join(groups)}
        before = len(self.sent)
        path = f"/v2/subscribe/{{sub}}/{','.join(channels) or ','}/0"
        outcome = self.bench.ask("GET", path, query, token=self.token, user=reader.user)
        if not channels and not any(self.groups[group.removesuffix("-pnpres")] for group in groups):
            assert isinstance(outcome, Answer)
            assert outcome.status == 400
        elif isinstance(outcome, Parked):
            assert self.news(reader) == []
            outcome.wake, reader.is_woken, reader.settled = reader.woken, False, []
            reader.parked = outcome
        elif reader.cursor:
            self.hear(reader, outcome, self.news(reader))
        else:  # the first: from here on, its own coming included
            assert outcome.body["m"] == []  # type: ignore[index]
            reader.cursor = int(outcome.body["t"]["t"])  # type: ignore[index]
            assert all(message.timetoken < reader.cursor for message in self.sent[:before])
            assert all(message.timetoken > reader.cursor for message in self.sent[before:])

    def hear(self, reader: Reader, answer: Answer, news: list[Message]) -> None:
        assert answer.status == 200
        body: Any = answer.body
        heard = [int(told["p"]["t"]) for told in body["m"]]
        assert heard == [message.timetoken for message in news[:AT_ONCE]]
        assert [told["d"] for told in body["m"]] == [message.payload for message in news[:AT_ONCE]]
        event("more than fits" if len(news) > AT_ONCE else "told" if news else "nothing to tell")
        reader.told += heard
        reader.cursor = int(body["t"]["t"])

    def wake(self, reader: Reader) -> None:
        """Asks a poll once more, if it was woken: whoever holds it does so some time later."""
        if reader.parked is None or not reader.is_woken:
            return
        reader.is_woken = False
        answer = reader.parked.again()
        news = reader.settled or self.news(reader)
        if answer is None:
            assert news == []
        else:
            self.hear(reader, answer, news)
            self.gone(reader)

    def gone(self, reader: Reader) -> None:
        if reader.parked is not None:
            reader.parked.close()
            reader.parked = None

    def leave(self, reader: Reader) -> None:
        channels = ",".join(name for name in reader.names if not name.startswith(":"))
        if channels:
            path = f"/v2/presence/sub-key/{{sub}}/channel/{channels}/leave"
            assert self.bench.told("GET", path, token=self.token, user=reader.user).status == 200

    def change(self, group: str, what: str, channel: str = "") -> None:
        """Changes a group. Whoever waits for it is told what came before as if it had not been changed."""
        for reader in self.readers:
            if reader.parked is not None and any(name in reader.names for name in (f":{group}", f":{group}-pnpres")):
                reader.settled = reader.settled or self.news(reader)
                event("told before a group changed" if reader.settled else "a group changed")
        path = f"/v1/channel-registration/sub-key/{{sub}}/channel-group/{group}"
        path, query = (f"{path}/remove", {}) if what == "delete" else (path, {what: channel})
        assert self.bench.told("GET", path, query, token=self.token).status == 200
        channels = [name for name in self.groups[group] if what != "delete" and name != channel]
        self.groups[group] = [*channels, channel] if what == "add" else channels

    def take(self, step: tuple[Any, ...]) -> None:
        match step:
            case ("send", channel, count):
                for _ in range(count):
                    self.bench.core.send(channel, len(self.sent), "somebody")
            case ("poll" | "wake" | "gone" | "leave" as what, number):
                getattr(self, what)(self.readers[number % len(self.readers)])
            case ("add" | "remove" as what, group, channel):
                self.change(group, what, channel)
            case ("delete", group):
                self.change(group, "delete")

    def nobody_sleeps_on_news(self) -> None:
        for reader in self.readers:
            if reader.parked is not None and self.news(reader):
                assert reader.is_woken


@settings(max_examples=examples(40))
@given(st.lists(of_groups, min_size=1, max_size=2), steps)
def test_answers_are_what_was_sent(names: list[list[str]], steps: list[tuple[Any, ...]]) -> None:
    """Every answer is the first of what its reader was not told, by the names as they stand.

    And whoever waits for something is woken.
    """
    world = World(names)
    for group in GROUPS:
        world.change(group, "add", "a.b")
    for reader in world.readers:
        world.poll(reader)
    for step in steps:
        world.take(step)
        world.nobody_sleeps_on_news()
    for reader in world.readers:
        assert reader.told == sorted(set(reader.told))


@settings(max_examples=examples(25))
@given(st.lists(of_channels, min_size=1, max_size=2), steps)
def test_all_answers_together_are_all_that_was_sent(names: list[list[str]], steps: list[tuple[Any, ...]]) -> None:
    """Who polls from its first cursor to the end was told everything on its channels since, once and in order."""
    world = World(names)
    for reader in world.readers:
        world.poll(reader)
    began = [reader.cursor for reader in world.readers]
    for step in steps:
        world.take(step)
    while any(world.news(reader) or reader.parked is None for reader in world.readers):
        for reader in world.readers:
            world.poll(reader)
            world.wake(reader)
    for reader, start in zip(world.readers, began, strict=True):
        told = [
            message.timetoken
            for message in world.sent
            if message.timetoken > start and any(sees(name, message.channel) for name in reader.names)
        ]
        assert reader.told == told
        world.gone(reader)
    assert world.bench.core.stream.parked == 0
