"""A file on its way from a browser: taken in piece by piece, so that no memory or disk holds it plain."""

from datetime import datetime

from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from cjit.intake.reader import MAX_BYTES
from cjit.intake.uploads import Incoming, TooLarge, Upload, Uploads
from cjit.warehouse.asking import Asker

_READ_ON = 4 * MAX_BYTES
"""So much of a file that is too large is read on: a browser sends all before it shows an answer."""
_HEAD = 8_192
"""Bytes that the head of a part may have."""


class NoFile(Exception):  # noqa: N818 - what a form is
    """The form came without a file."""


async def receive(
    request: Request, uploads: Uploads, asker: Asker, agency_code: str, now: datetime
) -> Upload:
    """The first file of a multipart form, sealed into `uploads` for the asker and that agency.

    Raises TooLarge, TooMany and NoFile, and HTTPException 400 for what is no such form.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise HTTPException(400)
    incoming = await run_in_threadpool(uploads.begin, now)
    whole = False
    try:
        part = _FirstFile(incoming)
        await _read(request, part.parser(options[b"boundary"]))
        if not part.form_ended:
            raise HTTPException(400)
        if not part.name:
            raise NoFile
        taken = await run_in_threadpool(uploads.end, incoming, asker.who, agency_code, part.name)
        whole = True
        return taken
    finally:
        if not whole:
            incoming.drop()


async def _read(request: Request, parser: MultipartParser) -> None:
    seen, too_large = 0, None
    try:
        async for piece in request.stream():
            seen += len(piece)
            if too_large is None:
                try:
                    parser.write(piece)
                except TooLarge as error:
                    too_large = error
            elif seen > _READ_ON:
                break
        if too_large is not None:
            raise too_large
        parser.finalize()
    except (ValueError, ClientDisconnect):  # the parser's own errors are ValueErrors
        raise HTTPException(400) from None


class _FirstFile:
    """What a form holds, as the parser tells it: the name of its first file, and its bytes to `incoming`.

    form_ended: the last boundary was seen, so nothing is missing.
    """

    def __init__(self, incoming: Incoming) -> None:
        self.name = ""
        self.form_ended = False
        self._incoming = incoming
        self._inside = False
        self._field = self._value = b""

    def parser(self, boundary: bytes) -> MultipartParser:
        """A parser that tells this."""
        return MultipartParser(
            boundary,
            {
                "on_header_field": self._on_field,
                "on_header_value": self._on_value,
                "on_header_end": self._on_header,
                "on_part_data": self._on_data,
                "on_part_end": self._on_part_end,
                "on_end": self._on_end,
            },
        )

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._field = (self._field + data[start:end])[:_HEAD]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value = (self._value + data[start:end])[:_HEAD]

    def _on_header(self) -> None:
        if self._field.lower() == b"content-disposition" and not self.name:
            _, options = parse_options_header(self._value)
            self.name = options.get(b"filename", b"").decode("utf-8", "replace").strip()
            self._inside = bool(self.name)
        self._field = self._value = b""

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._inside:
            self._incoming.add(data[start:end])

    def _on_part_end(self) -> None:
        self._inside = False

    def _on_end(self) -> None:
        self.form_ended = True
