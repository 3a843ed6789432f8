"""Forms with files: `multipart/form-data`."""

import logging
from dataclasses import dataclass, field
from typing import Final

from python_multipart.multipart import Field, File, FormParser, parse_options_header

logging.getLogger("python_multipart").addHandler(logging.NullHandler())  # it warns of faults that are answered

FIELDS_MOST: Final = 50
"""Fields and files of one form."""


@dataclass(slots=True)
class Form:
    """What a form holds; of several fields of a name the last one counts.

    Attributes:
        fields: name → text.
        files: name → bytes.
    """

    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


def read_form(content_type: str, body: bytes) -> Form:
    """Reads the body of a request.

    Args:
        content_type: of the request, with the boundary.
        body: all of it, in memory, where it stays.

    Raises:
        ValueError: it is no such form, not all of it, or has more than `FIELDS_MOST` parts.
    """
    form, parts, ended = Form(), 0, False

    def count() -> None:
        nonlocal parts
        parts += 1
        if parts > FIELDS_MOST:
            raise ValueError(f"more than {FIELDS_MOST} fields")

    def on_field(part: Field) -> None:
        count()
        form.fields[(part.field_name or b"").decode()] = (part.value or b"").decode()

    def on_file(part: File) -> None:
        count()
        part.file_object.seek(0)
        form.files[(part.field_name or b"").decode()] = part.file_object.read()
        part.close()

    def on_end() -> None:
        nonlocal ended
        ended = True

    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise ValueError("no form with a boundary")
    config = {"MAX_MEMORY_FILE_SIZE": float("inf"), "UPLOAD_ERROR_ON_BAD_CTE": True}
    parser = FormParser("multipart/form-data", on_field, on_file, on_end, boundary=boundary, config=config)
    parser.write(body)
    parser.finalize()
    if not ended:
        raise ValueError("the form does not end")
    return form
