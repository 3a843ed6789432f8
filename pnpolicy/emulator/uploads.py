"""Files that were announced and have not arrived yet."""

import secrets
from dataclasses import dataclass
from typing import Final

UPLOAD_SECONDS: Final = 60
"""From the announcement of a file until it has to arrive: recorded."""
WAITING_MOST: Final = 1_000
"""Files that are waited for; the ones announced first are forgotten first."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may arrive.

    Attributes:
        channel: whose file it will be.
        file_id: its id.
        name: its name.
        until: Unix seconds; it may not arrive later.
    """

    channel: str
    file_id: str
    name: str
    until: float


class Uploads:
    """What may arrive: whoever knows the secret of an upload may send it, once."""

    def __init__(self) -> None:
        self._waiting: dict[str, Upload] = {}

    def announce(self, upload: Upload) -> str:
        """The secret of a new upload, which nobody can guess."""
        secret = secrets.token_urlsafe(24)
        self._waiting[secret] = upload
        if len(self._waiting) > WAITING_MOST:
            del self._waiting[next(iter(self._waiting))]
        return secret

    def take(self, secret: str, now: float) -> Upload | None:
        """The upload of a secret, which is of no use from then on; None if there is none, or not in time."""
        upload = self._waiting.pop(secret, None)
        return upload if upload is not None and now < upload.until else None
