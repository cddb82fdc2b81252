"""Public letters of commitment as the portal reads them."""

from __future__ import annotations

from django.db import models

from .models import View, _in_english


class PublicLetter(View):
    """A public letter of commitment of a body or an organisation, as signed."""

    address = models.UUIDField(primary_key=True)
    subject_code = models.TextField()
    subject_name = models.TextField()
    wording_name = models.TextField()
    wording_name_en = models.TextField()
    wording_document = models.TextField()
    text = models.TextField()
    signed_on = models.DateField()
    has_archive = models.BooleanField()

    class Meta(View.Meta):
        db_table = "letter"
        ordering = ["-signed_on"]

    def __str__(self) -> str:
        return self.wording_name

    @property
    def label(self) -> str:
        return self.wording_name_en if _in_english() else self.wording_name


class PublicWording(View):
    """The wording of a commitment that is signed today, with its placeholders."""

    code = models.TextField(primary_key=True)
    body = models.TextField()

    class Meta(View.Meta):
        db_table = "wording"

    def __str__(self) -> str:
        return self.code
