"""What courts tell: the rules of their lists, entries that open cases, and notices before a listing."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0022_documents"),
        ("discipline", "0005_measure_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CourtEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("debtor", "list of judgment debtors"), ("false-suit", "list of false litigation")],
                        max_length=10,
                        verbose_name="list",
                    ),
                ),
                ("court", models.CharField(max_length=100, verbose_name="court")),
                ("court_no", models.CharField(max_length=100, verbose_name="case number of the court")),
                ("matter", models.TextField(verbose_name="what the court says")),
                ("listed_on", models.DateField(verbose_name="listed on")),
                ("until_on", models.DateField(help_text="The first day on which it is no longer listed.", verbose_name="listed until")),
                ("removed_on", models.DateField(blank=True, null=True, verbose_name="taken off on")),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="made at"),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="archives.subject", verbose_name="body"
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="court_entry", to="discipline.case", verbose_name="case"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="made by"
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of a court list",
                "verbose_name_plural": "entries of court lists",
                "ordering": ["-listed_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="CourtListRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=30, verbose_name="code")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("name_en", models.CharField(max_length=200, verbose_name="name in English")),
                ("document", models.CharField(max_length=200, verbose_name="document")),
                ("article", models.CharField(blank=True, max_length=100, verbose_name="article")),
                ("valid_from", models.DateField(verbose_name="in force from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="in force until")),
                ("verified", models.BooleanField(default=False, verbose_name="verified against the official text")),
                ("breach_kind", models.CharField(max_length=30, verbose_name="kind of breach")),
                ("months", models.PositiveSmallIntegerField(verbose_name="stands for months")),
            ],
            options={
                "verbose_name": "rule of a court list",
                "verbose_name_plural": "rules of court lists",
                "ordering": ["code", "valid_from"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "valid_from"), name="court_rule_once"),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__isnull", True), ("valid_until__gt", models.F("valid_from")), _connector="OR"),
                        name="court_rule_half_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__in", ["debtor", "false-suit"]), ("months__gt", 0)), name="court_rule_values"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CourtNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="revision")),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="made at"),
                ),
                ("court", models.CharField(max_length=100, verbose_name="court")),
                ("court_no", models.CharField(max_length=100, verbose_name="case number of the court")),
                ("matter", models.TextField(verbose_name="what the court says")),
                ("received_on", models.DateField(verbose_name="received on")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("sued", "suit brought"),
                            ("lost", "judgment lost, to be performed"),
                            ("ahead", "listing ahead"),
                            ("performed", "performance reported"),
                            ("closed", "closed without a listing"),
                            ("listed", "listed by the court"),
                        ],
                        default="sued",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[("sued", "suit brought"), ("lost", "judgment lost, to be performed"), ("ahead", "listing ahead")],
                        default="sued",
                        editable=False,
                        max_length=10,
                        verbose_name="stage",
                    ),
                ),
                ("told_on", models.DateField(editable=False, verbose_name="told on")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="to be performed by")),
                ("listed_on", models.DateField(editable=False, null=True, verbose_name="listed on")),
                ("performed_on", models.DateField(editable=False, null=True, verbose_name="reported on")),
                ("proof", models.TextField(blank=True, editable=False, verbose_name="what was done, with proof")),
                ("closed_on", models.DateField(editable=False, null=True, verbose_name="closed on")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="archives.subject", verbose_name="body"
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="closed by",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notice",
                        to="discipline.courtentry",
                        verbose_name="entry of a court list",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="made by"
                    ),
                ),
                (
                    "performed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reported by",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice of a court",
                "verbose_name_plural": "notices of courts",
                "ordering": ["-id"],
            },
        ),
        migrations.AddIndex(
            model_name="courtentry",
            index=models.Index(fields=["body", "until_on"], name="court_entries_of_body"),
        ),
        migrations.AddConstraint(
            model_name="courtentry",
            constraint=models.UniqueConstraint(fields=("kind", "body", "court_no"), name="court_entry_once"),
        ),
        migrations.AddConstraint(
            model_name="courtentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("court__gt", ""), ("court_no__gt", ""), ("kind__in", ["debtor", "false-suit"]), ("matter__gt", "")),
                name="court_entry_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="courtentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_on__gt", models.F("listed_on")),
                    models.Q(("removed_on__isnull", True), ("removed_on__gte", models.F("listed_on")), _connector="OR"),
                ),
                name="court_entry_days",
            ),
        ),
        migrations.AddIndex(
            model_name="courtnotice",
            index=models.Index(fields=["status", "due_on"], name="court_notices_open"),
        ),
        migrations.AddConstraint(
            model_name="courtnotice",
            constraint=models.UniqueConstraint(fields=("body", "court_no"), name="court_notice_once"),
        ),
        migrations.AddConstraint(
            model_name="courtnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("court__gt", ""), ("court_no__gt", ""), ("matter__gt", "")), name="court_notice_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="courtnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stage", "sued"),
                    models.Q(("due_on__gte", models.F("told_on")), ("due_on__isnull", False), ("stage__in", ["lost", "ahead"])),
                    _connector="OR",
                ),
                name="court_notice_stage",
            ),
        ),
        migrations.AddConstraint(
            model_name="courtnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["sued", "lost", "ahead"]), _negated=True), ("status", models.F("stage")), _connector="OR"
                ),
                name="court_notice_stands_at_its_stage",
            ),
        ),
        migrations.AddConstraint(
            model_name="courtnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("performed_by__isnull", True), ("performed_on__isnull", True), ("proof", "")),
                    models.Q(
                        ("performed_by__isnull", False),
                        ("performed_on__isnull", False),
                        ("proof__gt", ""),
                        ("status__in", ["performed", "closed"]),
                    ),
                    _connector="OR",
                ),
                name="court_notice_report_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="courtnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("status", "performed"), _negated=True), ("performed_by__isnull", False), _connector="OR"),
                name="court_notice_performed",
            ),
        ),
        migrations.AddConstraint(
            model_name="courtnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_by__isnull", False), ("closed_on__isnull", False), ("status__in", ["closed", "listed"])),
                    models.Q(
                        models.Q(("status__in", ["closed", "listed"]), _negated=True),
                        ("closed_by__isnull", True),
                        ("closed_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="court_notice_end_is_dated",
            ),
        ),
        migrations.AddConstraint(
            model_name="courtnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "closed"), _negated=True),
                    models.Q(("performed_by__isnull", True), models.Q(("closed_by", models.F("made_by")), _negated=True)),
                    models.Q(("performed_by__isnull", False), models.Q(("closed_by", models.F("performed_by")), _negated=True)),
                    _connector="OR",
                ),
                name="court_notice_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="courtnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entry__isnull", False), ("status", "listed")),
                    models.Q(models.Q(("status", "listed"), _negated=True), ("entry__isnull", True)),
                    _connector="OR",
                ),
                name="court_notice_listed_with_its_entry",
            ),
        ),
    ]
