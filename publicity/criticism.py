"""Circulated criticism as the portal shows it."""

from __future__ import annotations

from django.db import models

from .models import View


class PublicCriticism(View):
    """A circulated criticism 通报批评 of a public body, from its decision until its end."""

    number = models.TextField(primary_key=True)
    subject_code = models.TextField()
    subject_name = models.TextField()
    doc_no = models.TextField()
    issuer_name = models.TextField()
    words = models.TextField()
    shown_from = models.DateField()
    shown_until = models.DateField()
    objected_from = models.DateTimeField(null=True)

    class Meta(View.Meta):
        db_table = "criticism"
        ordering = ["-shown_from", "-number"]

    def __str__(self) -> str:
        return self.number
