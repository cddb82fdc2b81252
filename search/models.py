"""What the search of the portal is built on: the words of all that is shown, made ahead and asked through functions.

A word is looked for among characters and pairs of neighbours (GIN over ``text[]``), which serves two-character Chinese
words, single characters, numbers and pinyin initials alike. The answer always comes through the public views: words of
a record that ended or was withdrawn are found by nobody, even before they are cleared away at night.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class RecordWords(models.Model):
    """What a record is found by, folded, and the marks it is filtered by. Written by ``search_keep_words`` alone.

    No login reads it: the portal asks ``pub.search_records``, which answers with numbers of what is shown at that
    instant, so words of a record that has ended or was withdrawn are found by nobody.
    """

    number = models.TextField(primary_key=True)
    record_id = models.BigIntegerField(unique=True)
    decided_on = models.DateField()
    txt = models.TextField()
    marks = ArrayField(models.TextField())

    class Meta:
        default_permissions = ()
        verbose_name = "words of a record"
        verbose_name_plural = "words of records"

    def __str__(self) -> str:
        return self.number


class SubjectWords(models.Model):
    """The names, code and initials a body or an organisation is found by; as :class:`RecordWords`."""

    subject_id = models.BigIntegerField(primary_key=True)
    code = models.TextField(unique=True)
    rank = models.PositiveSmallIntegerField()
    sort_key = models.TextField()
    txt = models.TextField()
    marks = ArrayField(models.TextField())

    class Meta:
        default_permissions = ()
        verbose_name = "words of a subject"
        verbose_name_plural = "words of subjects"

    def __str__(self) -> str:
        return self.code


class Reached(models.Model):
    """The newest record and subject there were when the words were last made: what came in since is looked through itself.

    One row. Without it whatever has no words, because nobody is shown it, would be taken for new at every question.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    record_id = models.BigIntegerField()
    subject_id = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        verbose_name = "how far the words reach"
        verbose_name_plural = "how far the words reach"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="reached_once")]

    def __str__(self) -> str:
        return str(self.record_id)
