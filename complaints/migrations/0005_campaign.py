"""Campaigns with their talks, and from how many tickets on a body is a hot spot; minutes and re-checks stay as they were written."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from integrity import guards


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0022_documents"),
        ("complaints", "0004_case"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("ground", models.CharField(max_length=400, verbose_name="ground")),
                ("from_on", models.DateField(verbose_name="from")),
                ("until_on", models.DateField(help_text="The first day on which it is over.", verbose_name="until")),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="made at"),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="made by"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer in charge",
                    ),
                ),
            ],
            options={
                "verbose_name": "campaign",
                "verbose_name_plural": "campaigns",
                "ordering": ["-from_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="HotspotRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tickets", models.PositiveSmallIntegerField(verbose_name="tickets, at least")),
                ("months", models.PositiveSmallIntegerField(verbose_name="within months")),
                ("document", models.CharField(max_length=200, verbose_name="document")),
                ("article", models.CharField(blank=True, max_length=100, verbose_name="article")),
                ("valid_from", models.DateField(unique=True, verbose_name="in force from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="in force until")),
                ("verified", models.BooleanField(default=False, verbose_name="verified against the official text")),
            ],
            options={
                "verbose_name": "rule of hot spots",
                "verbose_name_plural": "rules of hot spots",
                "ordering": ["valid_from"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("months__gte", 1), ("tickets__gte", 1)), name="hotspot_values"),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__isnull", True), ("valid_until__gt", models.F("valid_from")), _connector="OR"),
                        name="hotspot_half_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Talk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("held_on", models.DateField(verbose_name="held on")),
                ("minutes", models.TextField(verbose_name="minutes")),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="made at"),
                ),
                ("rechecked_on", models.DateField(null=True, verbose_name="re-checked on")),
                (
                    "result",
                    models.CharField(
                        choices=[("put_right", "put right"), ("not_yet", "not put right")], max_length=10, null=True, verbose_name="result"
                    ),
                ),
                ("found", models.TextField(null=True, verbose_name="what the re-check found")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="archives.subject", verbose_name="body"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="talks", to="complaints.campaign", verbose_name="campaign"
                    ),
                ),
                (
                    "held_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="held by"
                    ),
                ),
                (
                    "rechecked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="re-checked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "talk",
                "verbose_name_plural": "talks",
                "ordering": ["-held_on", "-id"],
            },
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(condition=models.Q(("ground__gt", ""), ("name__gt", "")), name="campaign_says_something"),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__gt", models.F("from_on"))), name="campaign_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            model_name="talk",
            constraint=models.CheckConstraint(condition=models.Q(("minutes__gt", "")), name="talk_says_something"),
        ),
        migrations.AddConstraint(
            model_name="talk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("found__isnull", True), ("rechecked_by__isnull", True), ("rechecked_on__isnull", True), ("result__isnull", True)
                    ),
                    models.Q(
                        ("found__isnull", False),
                        ("rechecked_by__isnull", False),
                        ("rechecked_on__isnull", False),
                        ("result__isnull", False),
                        ("found__gt", ""),
                        ("rechecked_on__gte", models.F("held_on")),
                        ("result__in", ["put_right", "not_yet"]),
                    ),
                    _connector="OR",
                ),
                name="talk_recheck_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="talk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rechecked_by__isnull", True), models.Q(("rechecked_by", models.F("held_by")), _negated=True), _connector="OR"
                ),
                name="talk_rechecked_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="talk",
            constraint=models.UniqueConstraint(
                condition=models.Q(("result__isnull", True)), fields=("campaign", "body"), name="talk_one_open"
            ),
        ),
        guards.append_only("complaints_campaign"),
        guards.fixed("complaints_talk", "campaign_id", "body_id", "held_on", "held_by_id", "minutes", "made_at"),
        guards.set_once("complaints_talk", "rechecked_on", "rechecked_by_id", "result", "found"),
    ]
