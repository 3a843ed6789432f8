"""Patterns such as policies hold: pairs to ask about, as many as one likes, and some built to be hard."""

from itertools import islice
from typing import Final, Literal, NamedTuple

Kind = Literal["disjoint", "within"]
KINDS: Final[tuple[Kind, ...]] = ("disjoint", "within")


class Question(NamedTuple):
    """What is asked about two patterns, each read as a full match."""

    kind: Kind
    one: str
    other: str


_PAIRS: Final = (
    # templates: heads apart, one head inside the other, the same head
    (r"^chat\.room\.[A-Za-z0-9_-]{1,32}$", r"^inbox\.[A-Za-z0-9_-]{1,64}$"),
    (r"^vote-submit\.[0-9a-f]{8}$", r"^vote-result\.[0-9a-f]{8}$"),
    (r"^inbox\.[A-Za-z0-9_-]{1,64}$", r"^inbox\.user-[A-Za-z0-9_-]{1,64}$"),
    (r"^inbox\.user-[A-Za-z0-9_-]{1,56}$", r"^inbox\.[A-Za-z0-9_-]{1,64}$"),
    (r"^chat\.room\.[A-Za-z0-9_-]{1,32}$", r"chat\..*"),
    (r"^chat\.room\.[A-Za-z0-9_-]{1,32}$", r"chat\.[^.]*"),
    (r"^tenant\.[a-z0-9]{4,12}\.room\.[A-Za-z0-9_-]{1,32}$", r"^tenant\.[a-z0-9]{4,12}\.admin$"),
    (r"^tenant\.[a-z0-9]{4,12}\.room\.[A-Za-z0-9_-]{1,32}$", r"tenant\.acme\..*"),
    (r"^tenant\.acme\.room\.[A-Za-z0-9_-]{1,32}$", r"^tenant\.[a-z0-9]{4,12}\.room\.[A-Za-z0-9_-]{1,32}$"),
    (r"^dm\.[a-z0-9]{1,16}\.[a-z0-9]{1,16}$", r"^dm\.[a-z0-9]{1,16}\.alice$"),
    (r"^dm\.alice\.[a-z0-9]{1,16}$", r"^dm\.[a-z0-9]{1,16}\.alice$"),
    (r"^game\.[0-9a-f]{6}\.state$", r"^game\.[0-9a-f]{6}\.[a-z]+$"),
    # counted classes
    (r"session\.[0-9a-f]{32}", r"session\.[0-9a-f]+"),
    (r"session\.[0-9a-f]{16}", r"session\.[0-9a-f]{32}"),
    (r"[a-z]{3,8}-[0-9]{2,4}", r"[a-z]{2,10}-[0-9]{1,6}"),
    (r"[a-z]{3,8}-[0-9]{2,4}", r"[a-z]{3,8}-[0-9]{5,6}"),
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}", r"[0-9a-f-]{18}"),
    (r"device-[A-F0-9]{12}", r"device-[a-f0-9]{12}"),
    (r"log\.\d{4}-\d{2}-\d{2}", r"log\.[0-9-]+"),
    (r"log\.\d{4}-\d{2}", r"log\.\d{4}"),
    # alternations
    (r"(?:red|green|blue)\.team", r"(?:gold|silver)\.team"),
    (r"(?:news|alerts|offers)\.[a-z]{2}", r"(?:news|alerts)\.[a-z]{2}"),
    (r"(?:news|alerts)\.de", r"(?:news|alerts|offers)\.[a-z]{2}"),
    (r"sport\.(?:tennis|golf|chess)\.live", r"sport\.[a-z]+\.live"),
    (r"(?:mon|tue|wed|thu|fri)-[0-9]{2}", r"(?:sat|sun)-[0-9]{2}"),
    (r"(?:dev|test|prod)\.(?:eu|us|ap)\.events", r"(?:dev|test)\..*"),
    (r"lobby|lounge|stage", r"l[a-z]+"),
    (r"(?:en|de|fr|es|it|pt)\.chat\.[a-z0-9]+", r"(?:ja|ko|zh)\.chat\.[a-z0-9]+"),
    # ranges of integers
    (r"^shard-(?:[0-9]|[1-5][0-9]|6[0-3])$", r"^shard-[0-9]{1,2}$"),
    (r"^shard-[0-9]{1,2}$", r"^shard-(?:[0-9]|[1-5][0-9]|6[0-3])$"),
    (r"^seat-(?:[1-9]|[1-9][0-9]|1[0-4][0-9]|150)$", r"^seat-(?:1[5-9][1-9]|[2-9][0-9]{2})$"),
    (r"^presence\.shard-(?:[0-9]|[1-9][0-9]|1[0-4][0-9])$", r"^presence\.shard-(?:[0-9]|[1-5][0-9]|6[0-3])$"),
    (r"^table-(?:[1-9]|1[0-2])$", r"^table-(?:1[3-9]|2[0-4])$"),
    # any text in front, in the middle or at the end
    (r"chat\..*", r".*\.admin"),
    (r"chat\.[a-z]+\.admin", r".*\.admin"),
    (r"chat\.[a-z]+\.members", r".*\.admin"),
    (r"orders\.[^.]+\.status", r"orders\.[^.]+\.total"),
    (r"orders\.[^.]+\.status", r"orders\..+"),
    (r"[a-z]+-[a-z]+", r"[a-z-]+"),
    (r"support-.*", r"sales-.*"),
)

QUESTIONS: Final = [Question(kind, *pair) for pair in _PAIRS for kind in KINDS]
"""Such as policies raise."""

_TENANT: Final = (
    r"^t%d\.inbox\.[A-Za-z0-9_-]{1,64}$",
    r"^t%d\.inbox\.user-[A-Za-z0-9_-]{1,56}$",
    r"^t%d\.chat\.room\.[A-Za-z0-9_-]{1,32}$",
    r"^t%d\.chat\.room\.(?:lobby|stage)$",
    r"^t%d\.chat\.[A-Za-z0-9_-]{1,32}\.typing$",
    r"t%d\.chat\..*",
    r"^t%d\.vote-submit\.[0-9a-f]{8}$",
    r"^t%d\.vote-result\.[0-9a-f]{8}$",
    r"^t%d\.presence\.shard-(?:[0-9]|[1-5][0-9]|6[0-3])$",
    r"^t%d\.presence\.shard-(?:[0-9]|[1-9][0-9]|1[0-4][0-9])$",
    r"^t%d\.presence\.[a-z-]+[0-9]+$",
    r"^t%d\.game\.[0-9a-f]{6}\.state$",
    r"^t%d\.game\.[0-9a-f]{6}\.[a-z]+$",
    r"^t%d\.game\.lobby$",
    r"^t%d\.dm\.[a-z0-9]{1,16}\.[a-z0-9]{1,16}$",
    r"inbox\.team-%d\..*",
    r"orders-%d\.[0-9]{6,10}\.(?:status|eta|driver)",
    r"orders-%d\.[0-9]{6,10}\.status",
    r"news-%d\.(?:de|en|fr|es)",
    r"news-%d\.[a-z]{2}",
    r"log-%d\.\d{4}-\d{2}-\d{2}",
    r"device-%d-[A-F0-9]{12}",
    r"device-%d-[A-F0-9]{12}\.(?:in|out)",
    r"doc-%d\.[^.]+\.edit",
)
_SHARED: Final = (r".*\.status", r"inbox\..*", r".*\.typing", r"[a-z0-9]+\.dm\..*")


def patterns(count: int) -> list[str]:
    """So many patterns: tenants of 24, and after every second of the first ones another that reaches into all."""
    shared = iter(_SHARED)
    written: list[str] = []
    for tenant in range(count):
        written += [line % tenant for line in _TENANT]
        if tenant % 2:
            written += islice(shared, 1)
    return written[:count]


# ---- hostile ones ----------------------------------------------------------------------------------------------------

_AT_21: Final = r"(?:a|b)*a(?:a|b){20}"
_NESTED: Final = r"(?:(?:a{1,10}b?){1,10}c?){1,10}"
_DOTS: Final = r"(?:.{1,30}\.){1,30}x"
_BRANCHES: Final = "|".join(f"w{number:04}[a-z]" for number in range(5_000))
_WORDS: Final = "|".join(f"w{number * 7919 % 100_000:05}" for number in range(5_000))
_OTHER_WORDS: Final = "|".join(f"w{number * 7919 % 100_000:05}" for number in range(5_000, 10_000))
_CHAIN: Final = ".*".join(("", *"abcdefghij", ""))
_CHAIN_BACK: Final = ".*".join(("", *"jihgfedcba", ""))
_SUBSETS: Final = (r"[ab]{17,}", r"[ab]*a[ab]{16}|[ab]*b[ab]{16}c?")

_HARD: Final = (
    ("an a 21st from the end, a b there", _AT_21, r"(?:a|b)*b(?:a|b){20}"),
    ("an a 21st from the end, 20th", _AT_21, r"(?:a|b)*a(?:a|b){19}"),
    ("an a 21st from the end, any text", _AT_21, r"[ab]{21,}"),
    ("counts nested to 1,000, one class", _NESTED, r"[abc]{1,1000}"),
    ("counts nested to 1,000, twice", _NESTED, r"(?:(?:a{1,10}c?){1,10}b?){1,10}"),
    ("counts nested over dots, fewer of them", _DOTS, r"(?:.{1,29}\.){1,29}x"),
    ("5,000 branches, one class", _BRANCHES, r"w[0-9]{4}[a-z]{1,2}"),
    ("5,000 branches, 4,900 of them", _BRANCHES, _BRANCHES[_BRANCHES.index("w0100") :]),
    ("5,000 words, 5,000 others", _WORDS, _OTHER_WORDS),
    ("5,000 words, one class", _WORDS, r"w[0-9]{5}"),
    ("a chain of ten .*, backwards", _CHAIN, _CHAIN_BACK),
    ("a chain of ten .*, five of them", _CHAIN, ".*a.*c.*e.*g.*i.*"),
    ("a text that needs all subsets", *_SUBSETS),
)

HOSTILE: Final = {f"{name}: {kind}?": Question(kind, one, other) for name, one, other in _HARD for kind in KINDS}
"""Built to be hard, by what they are."""
