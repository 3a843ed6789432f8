"""Reading CBOR that somebody else wrote (RFC 8949): the plain part of it, in bounded time and memory.

The work is done by cbor2, told to refuse what no token needs: tags (which can build regular expressions, dates and
numbers of any size), open-ended lengths, repeated keys, keys that are not strings, deep nesting. A declared length is
no danger: cbor2 reads in pieces and stops where the bytes end. What it does not see is that bytes follow.
"""

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Final

import cbor2

from pnpolicy.errors import TokenError

DEPTH_MAX: Final = 32
"""Maps and lists within each other. A token's sections need three; the rest is `meta`, which PubNub takes nested."""

# Words in cbor2's messages → the reason we give. Its own text may show a key, and keys are part of the token.
_REASONS: Final = {
    "premature end": "it breaks off",
    "Duplicate map key": "a key appears twice",
    "indefinite length": "a length is left open",
    "nesting depth": f"it nests deeper than {DEPTH_MAX}",
    "map key must be": "a key is not a string",
    "semantic tag": "it has a tag",
    "text string": "a text is not UTF-8",
}


class _EveryTag(dict[int, Callable[[object, bool], object]]):
    """A decoder for every tag there is, and every one refuses. cbor2 asks here before it uses its own."""

    def __missing__(self, tag: int) -> Callable[[object, bool], object]:
        return _refuse


def _refuse(_value: object, _immutable: bool) -> object:  # noqa: FBT001 - the signature is cbor2's
    raise ValueError("semantic tag")


_EVERY_TAG: Final = _EveryTag()


def decode(data: bytes) -> object:
    """The one item that some bytes hold.

    None, bool, int of 64 bits, float, str, bytes, list, or dict with keys of str or bytes. cbor2's `undefined` and
    its simple values can be among them: check types by a list of what is welcome.

    Raises:
        TokenError: anything else, with the reason and the byte where reading stopped. Quotes nothing of the data.
    """
    stream = BytesIO(data)
    try:
        item: object = _decoder(stream).decode()
    except cbor2.CBORDecodeError as error:
        reason = next((reason for words, reason in _REASONS.items() if words in str(error)), "it is not CBOR")
        raise TokenError(f"broken token: {reason}, at byte {_stop(data)}") from None
    if stream.tell() != len(data):
        raise TokenError(f"broken token: something follows its end, at byte {stream.tell()}")
    return item


def _decoder(stream: BytesIO, read_size: int = 4096) -> cbor2.CBORDecoder:
    return cbor2.CBORDecoder(
        stream,
        semantic_decoders=_EVERY_TAG,
        max_depth=DEPTH_MAX,
        allow_indefinite=False,
        allow_duplicate_keys=False,
        strict_hashable_types=True,
        read_size=read_size,
    )


def _stop(data: bytes) -> int:
    """Where reading of broken data stops. Found by reading again byte by byte: good data need not pay for it."""
    stream = BytesIO(data)
    with suppress(cbor2.CBORDecodeError):
        _decoder(stream, read_size=1).decode()
    return stream.tell()
