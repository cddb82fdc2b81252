"""Files that come with a complaint or an objection: known by their content, few and small, and never opened here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpResponse
from django.utils.translation import gettext as _

from .errors import Refused
from .identity import mask_identities
from .signs import CONTROL

MOST = 5
LARGEST = 10 * 1024 * 1024
BEGINS = {"pdf": b"%PDF-", "jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
ENDS = {"pdf": ".pdf", "jpeg": ".jpg", "png": ".png"}
MEDIA = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
_NO_NAME = re.compile(r'[\\/:*?"<>|\r\n\t]')


@dataclass(frozen=True)
class File:
    """One file as it is stored: ``kind`` is read from its first bytes, ``name`` holds nothing that a path or a header could mean."""

    name: str
    kind: str
    content: bytes


def kind_of(content: bytes) -> str | None:
    """pdf, jpeg or png by the first bytes; ``None`` for anything else, whatever the name says."""
    return next((kind for kind, begin in BEGINS.items() if content.startswith(begin)), None)


def plain_name(name: str, kind: str) -> str:
    """The last part of a file name without signs of paths, headers or direction, resident ids masked, ending as its kind does."""
    last = _NO_NAME.sub("", CONTROL.sub("", name.replace("\\", "/").rsplit("/", 1)[-1]))
    stem = mask_identities(last.rsplit(".", 1)[0])[0].strip(" .")[:100]
    return (stem or "file") + ENDS[kind]


def taken_in(uploads) -> list[File]:
    """Uploaded files as they are stored; raises :class:`Refused` for too many, too large, empty, or of another kind."""
    uploads = list(uploads)
    if len(uploads) > MOST:
        raise Refused(_("At most %(n)d files can be added; leave some out.") % {"n": MOST})
    return [_one(upload, number) for number, upload in enumerate(uploads, 1)]


def _one(upload, number: int) -> File:
    if upload.size > LARGEST:
        raise Refused(_("File %(n)d is larger than %(mb)d MB; make it smaller.") % {"n": number, "mb": LARGEST >> 20})
    content = upload.read()
    if (kind := kind_of(content)) is None:
        raise Refused(_("File %(n)d is no PDF, JPEG or PNG; its content counts, not its name.") % {"n": number})
    return File(plain_name(upload.name or "", kind), kind, content)


def download(name: str, kind: str, content: bytes) -> HttpResponse:
    """A stored file, to be saved and never shown: nothing in it runs here (nosniff, attachment, sandbox)."""
    response = HttpResponse(content, content_type=MEDIA[kind])
    response["Content-Disposition"] = f"attachment; filename=\"file.{name.rsplit('.', 1)[-1]}\"; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store"
    return response


class Quota(FileUploadHandler):
    """An upload is not read at all if it announces, or turns out to be, more than one form can hold. First of the handlers."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.left = MOST * LARGEST + (1 << 20)
        if content_length > self.left:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data, start):
        self.left -= len(raw_data)
        if self.left < 0:
            raise RequestDataTooBig
        return raw_data

    def file_complete(self, file_size):
        return None
