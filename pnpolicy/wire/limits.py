"""What PubNub accepts: the lengths, ranges and characters that a grant and its token have to respect.

Each constant names its source. Where PubNub publishes no figure there is none here.
"""

import re
from typing import Final

from pnpolicy.wire.actions import PRESENCE_SUFFIX

TTL_MIN: Final = 1
"""Minutes. REST API "Grant token"; recorded: a grant of 0 minutes is refused with 400."""

TTL_MAX: Final = 43_200
"""Minutes, 30 days. REST API "Grant token"; recorded: 43200 is granted, 43201 is refused with 400."""

NAME_MAX: Final = 92
"""Characters of a channel, group or user id. "API limits", 2026-09-30; older pages say 64 for user ids."""

PRESENCE_NAME_MAX: Final = NAME_MAX - len(PRESENCE_SUFFIX)
"""Characters of a name whose presence companion is a name as well."""

URL_MAX: Final = 32 * 1024
"""Bytes of a request URL, 414 above it. The token rides in the URL of every call. "API limits", 2026-09-30."""

TOKEN_BUDGET: Final = URL_MAX // 2
"""Characters a token may have unless a policy says otherwise. Our choice: the other half of the URL is left to the
channel list of a subscribe call or the text of a message; PubNub publishes no limit of the token itself."""

WILDCARD_LEVELS: Final = 3
"""Levels of a name under wildcard subscribe (`a.b.*` is the deepest): deeper names cannot be published while it is on.
"Channel patterns", 2025."""

FORBIDDEN: Final = re.compile(r"[,:*/\\ \x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""One character that no name has: `, : * / \\`, space and NUL ("API limits", 2026-09-30), and what that page calls
non-printable, read as the control characters (C0, DEL, C1) and the surrogates, which UTF-8 cannot carry. What is merely
invisible, such as a zero-width space, is not known to be refused and so is not listed."""


def forbidden_in(name: str) -> tuple[int, str] | None:
    """The first forbidden character of a name and its index, or None: `forbidden_in("a b") == (1, " ")`."""
    found = FORBIDDEN.search(name)
    return (found.start(), found.group()) if found else None
