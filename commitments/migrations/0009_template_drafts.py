"""Drafts of templates, and what PostgreSQL keeps of them and of the templates in force."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from integrity import guards

SAYS = ("code", "name", "name_en", "document", "article", "valid_from", "verified", "family", "body", "heads", "yardsticks", "public")
RESTS = """
CREATE TRIGGER commitments_wordingdraft_begins BEFORE INSERT ON commitments_wordingdraft FOR EACH ROW
  WHEN (NEW.status <> 'entered' OR NEW.revision <> 1 OR num_nonnulls(NEW.adopted_by_id, NEW.wording_id) > 0)
  EXECUTE FUNCTION commitments_begins();

-- The file of the law is loaded by the owner; under the logins that work here a version comes and ends with the adoption of a draft alone.
CREATE FUNCTION commitments_wording_adopted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM commitments_wordingdraft d JOIN integrity_steptaken s ON s.entry_kind = 'commitments.wordingdraft' AND s.entry_id = d.id AND s.step = 'adopt'
    WHERE d.code = NEW.code AND d.valid_from = CASE TG_OP WHEN 'INSERT' THEN NEW.valid_from ELSE NEW.valid_until END
      AND (TG_OP = 'UPDATE' OR d.body = NEW.body) AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin)) THEN
    RAISE EXCEPTION 'A template comes into force by the adoption of its draft.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER commitments_wording_adopted BEFORE INSERT OR UPDATE ON commitments_wording FOR EACH ROW
  WHEN (current_user IN ('staff', 'worker')) EXECUTE FUNCTION commitments_wording_adopted();
"""
UNDONE = """
DROP TRIGGER commitments_wordingdraft_begins ON commitments_wordingdraft; DROP TRIGGER commitments_wording_adopted ON commitments_wording;
DROP FUNCTION commitments_wording_adopted();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0008_signing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WordingDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="revision")),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="made at"),
                ),
                ("code", models.CharField(max_length=30, verbose_name="kind")),
                ("body", models.TextField(verbose_name="template")),
                ("document", models.CharField(max_length=200, verbose_name="document")),
                ("article", models.CharField(max_length=100, verbose_name="article")),
                ("valid_from", models.DateField(verbose_name="in force from")),
                (
                    "status",
                    models.CharField(
                        choices=[("entered", "awaiting adoption"), ("in_force", "adopted"), ("discarded", "discarded")],
                        default="entered",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "adopted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="adopted by",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="made by"
                    ),
                ),
                (
                    "wording",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commitments.wording",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft of a template",
                "verbose_name_plural": "drafts of templates",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("article__gt", ""), ("body__gt", ""), ("code__gt", ""), ("document__gt", "")),
                        name="wording_draft_says_what_and_why",
                    ),
                    models.UniqueConstraint(condition=models.Q(("status", "entered")), fields=("code",), name="wording_draft_one_open"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("adopted_by__isnull", False), ("status", "in_force"), ("wording__isnull", False)),
                            models.Q(
                                models.Q(("status", "in_force"), _negated=True), ("adopted_by__isnull", True), ("wording__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="wording_draft_adoption_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("adopted_by__isnull", True), models.Q(("adopted_by", models.F("made_by")), _negated=True), _connector="OR"
                        ),
                        name="wording_draft_four_eyes",
                    ),
                ],
            },
        ),
        migrations.RunSQL(RESTS, UNDONE),
        guards.status_by_step("commitments_wordingdraft", "commitments.wordingdraft"),
        guards.revision("commitments_wordingdraft", besides=("status", "adopted_by_id", "wording_id")),
        guards.with_a_step("commitments_wordingdraft", "commitments.wordingdraft", "adopted_by_id", "wording_id"),
        guards.named_by_step("commitments_wordingdraft", "commitments.wordingdraft", "adopted_by_id"),
        guards.fixed("commitments_wordingdraft", "code", "body", "document", "article", "valid_from", "made_by_id", "made_at"),
        guards.clock("commitments_wordingdraft", "made_at"),
        guards.fixed("commitments_wording", *SAYS),
    ]
