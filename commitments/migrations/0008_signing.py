"""Collective signings with who signed, and what PostgreSQL keeps of them whatever the code does."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import integrity.models
from integrity import guards

RESTS = """
CREATE TRIGGER commitments_signing_begins BEFORE INSERT ON commitments_signing FOR EACH ROW
  WHEN (NEW.status <> 'drafted' OR NEW.revision <> 1 OR num_nonnulls(NEW.confirmed_by_id, NEW.confirmed_on, NEW.document_id) > 0)
  EXECUTE FUNCTION commitments_begins();

-- Confirmed is an event that was held, that somebody signed, and whose certificate was issued for it.
CREATE FUNCTION commitments_signing_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.status = 'confirmed' AND (NEW.held_on > NEW.confirmed_on
      OR NOT EXISTS (SELECT FROM commitments_signatory s WHERE s.signing_id = NEW.id AND NOT s.struck)
      OR NOT EXISTS (SELECT FROM archives_document d WHERE d.id = NEW.document_id AND d.kind = 'signing' AND d.about_kind = 'commitments.signing'
        AND d.about_id = NEW.id AND d.body_id = NEW.unit_id)) THEN
    RAISE EXCEPTION 'Confirmed is what was held and signed, with its certificate.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER commitments_signing_rests AFTER UPDATE ON commitments_signing DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  EXECUTE FUNCTION commitments_signing_rests();

-- The list is written while its event is a draft; a name is struck once. A civil servant stands there with the unit served in.
CREATE FUNCTION commitments_signatory_listed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM commitments_signing e WHERE e.id = NEW.signing_id AND e.status = 'drafted') THEN
    RAISE EXCEPTION 'The list of an event is fixed with its confirmation.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.person_id IS NOT NULL AND NOT EXISTS (SELECT FROM archives_authority a WHERE a.person_id = NEW.person_id AND a.serves_in_id = NEW.unit_id) THEN
    RAISE EXCEPTION 'A civil servant signs with the unit served in.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_signatory_listed AFTER INSERT OR UPDATE ON commitments_signatory FOR EACH ROW EXECUTE FUNCTION commitments_signatory_listed();

CREATE FUNCTION commitments_signatory_struck() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'What was struck stays struck.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER commitments_signatory_struck BEFORE UPDATE ON commitments_signatory FOR EACH ROW WHEN (OLD.struck AND NOT NEW.struck)
  EXECUTE FUNCTION commitments_signatory_struck();
"""
UNDONE = """
DROP TRIGGER commitments_signing_begins ON commitments_signing; DROP TRIGGER commitments_signing_rests ON commitments_signing;
DROP TRIGGER commitments_signatory_listed ON commitments_signatory; DROP TRIGGER commitments_signatory_struck ON commitments_signatory;
DROP FUNCTION commitments_signing_rests(), commitments_signatory_listed(), commitments_signatory_struck();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0029_certificates_of_signing"),
        ("commitments", "0007_letters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Signing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="revision")),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="made at"),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("text", models.TextField(verbose_name="text")),
                ("held_on", models.DateField(verbose_name="held on")),
                ("place", models.CharField(max_length=120, verbose_name="place")),
                (
                    "status",
                    models.CharField(
                        choices=[("drafted", "drafted"), ("confirmed", "confirmed, public"), ("discarded", "discarded")],
                        default="drafted",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("confirmed_on", models.DateField(editable=False, null=True, verbose_name="confirmed on")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="archives.document",
                        verbose_name="certificate",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="made by"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="archives.subject", verbose_name="organising unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "collective signing",
                "verbose_name_plural": "collective signings",
                "ordering": ["-held_on", "-id"],
            },
            bases=(integrity.models.Numbered, models.Model),
        ),
        migrations.CreateModel(
            name="Signatory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("struck", models.BooleanField(default=False, editable=False, verbose_name="struck")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="archives.subject",
                        verbose_name="civil servant",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="archives.subject", verbose_name="unit"
                    ),
                ),
                (
                    "signing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatories",
                        to="commitments.signing",
                        verbose_name="collective signing",
                    ),
                ),
            ],
            options={
                "verbose_name": "signatory",
                "verbose_name_plural": "signatories",
                "ordering": ["unit", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="signing",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__gt", ""), ("text__gt", ""), ("title__gt", "")), name="signing_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="signing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("confirmed_by__isnull", False),
                        ("confirmed_on__isnull", False),
                        ("document__isnull", False),
                        ("status", "confirmed"),
                    ),
                    models.Q(
                        models.Q(("status", "confirmed"), _negated=True),
                        ("confirmed_by__isnull", True),
                        ("confirmed_on__isnull", True),
                        ("document__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="signing_confirmation_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="signing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True), models.Q(("confirmed_by", models.F("made_by")), _negated=True), _connector="OR"
                ),
                name="signing_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="signatory",
            constraint=models.CheckConstraint(condition=models.Q(("name__gt", "")), name="signatory_has_a_name"),
        ),
        migrations.AddConstraint(
            model_name="signatory",
            constraint=models.UniqueConstraint(
                condition=models.Q(("struck", False)), fields=("signing", "person"), name="signatory_person_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="signatory",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", True), ("struck", False)),
                fields=("signing", "unit", "name"),
                name="signatory_name_once",
            ),
        ),
        migrations.RunSQL(RESTS, UNDONE),
        guards.status_by_step("commitments_signing", "commitments.signing"),
        guards.revision("commitments_signing", besides=("status", "confirmed_by_id", "confirmed_on", "document_id")),
        guards.with_a_step("commitments_signing", "commitments.signing", "confirmed_by_id", "confirmed_on", "document_id"),
        guards.named_by_step("commitments_signing", "commitments.signing", "confirmed_by_id"),
        guards.fixed("commitments_signing", "unit_id", "title", "text", "held_on", "place", "made_by_id", "made_at"),
        guards.clock("commitments_signing", "made_at"),
        guards.fixed("commitments_signatory", "signing_id", "unit_id", "person_id", "name", "by_id"),
    ]
