"""Letters that enterprises sign, their signed copies and checks; and what PostgreSQL keeps of them whatever the code does."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import integrity.models
from integrity import guards

# The kinds of letters that everybody reads; a database that has the list already is told here.
PUBLIC = "UPDATE commitments_wording SET public = true WHERE code IN ('publication', 'industry', 'project')"
DECIDED = (
    *("accepted_by_id", "accepted_on", "alleged_by_id", "alleged_on", "decided_by_id", "decided_on", "filing_id", "mended_by_id"),
    *("repaired_by_id", "repaired_on"),
)
NAMED = ("accepted_by_id", "alleged_by_id", "decided_by_id", "mended_by_id", "repaired_by_id")
SAYS = (
    *("address", "unit_id", "subject_id", "wording_id", "matter_id", "replaces", "project_no", "standard", "text", "signer", "signed_on"),
    *("valid_until", "made_by_id", "made_at"),
)
RESTS = """
CREATE TRIGGER commitments_signedletter_begins BEFORE INSERT ON commitments_signedletter FOR EACH ROW
  WHEN (NEW.status <> 'entered' OR NEW.revision <> 1 OR num_nonnulls(NEW.accepted_by_id, NEW.alleged_by_id, NEW.alleged_on, NEW.decided_by_id, NEW.filing_id,
    NEW.mended_by_id, NEW.repaired_by_id) > 0)
  EXECUTE FUNCTION commitments_begins();

-- Who signs is an organisation that no broken letter bars; what is signed is a kind of letter in force, for a matter of the unit that accepts it.
CREATE FUNCTION commitments_signedletter_entered() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM archives_subject s WHERE s.id = NEW.subject_id AND s.kind IN ('village_org', 'enterprise', 'social', 'trader')) THEN
    RAISE EXCEPTION 'Letters are signed by organisations.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM commitments_wording w WHERE w.id = NEW.wording_id AND w.family = 'letter' AND w.code <> 'repair' AND w.valid_from <= NEW.signed_on
      AND (w.valid_until IS NULL OR w.valid_until > NEW.signed_on)
      AND (NEW.matter_id IS NULL OR EXISTS (SELECT FROM archives_poweritem p WHERE p.id = NEW.matter_id AND p.unit_id = NEW.unit_id AND w.code = ANY (p.accepts)))) THEN
    RAISE EXCEPTION 'A letter is of a kind in force that its matter accepts.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT FROM commitments_signedletter l WHERE l.subject_id = NEW.subject_id AND l.status IN ('broken', 'mended')) THEN
    RAISE EXCEPTION 'An earlier letter was broken and is not made good.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_signedletter_entered AFTER INSERT ON commitments_signedletter FOR EACH ROW EXECUTE FUNCTION commitments_signedletter_entered();

-- It came into force with its signed copy; its breach is the row that was filed for it, about who signed.
CREATE FUNCTION commitments_signedletter_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.accepted_on IS NOT NULL AND NOT EXISTS (SELECT FROM commitments_signedcopy c WHERE c.letter_id = NEW.id) THEN
    RAISE EXCEPTION 'A letter is in force with its signed copy.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.filing_id IS NOT NULL AND NOT EXISTS (SELECT FROM archives_filing f JOIN archives_filedrow r ON r.filing_id = f.id
      JOIN archives_subject s ON s.code = r.subject_code WHERE f.id = NEW.filing_id AND s.id = NEW.subject_id AND f.item_code = 'CN-QY' AND f.source = 'out') THEN
    RAISE EXCEPTION 'The breach of a letter is filed about who signed it.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER commitments_signedletter_rests AFTER UPDATE ON commitments_signedletter DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION commitments_signedletter_rests();

CREATE FUNCTION commitments_signedcopy_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM commitments_signedletter l WHERE l.id = NEW.letter_id AND l.status IN ('printed', 'signed')) THEN
    RAISE EXCEPTION 'A signed copy comes between the printing of its letter and its coming into force.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_signedcopy_rests AFTER INSERT ON commitments_signedcopy FOR EACH ROW EXECUTE FUNCTION commitments_signedcopy_rests();

CREATE FUNCTION commitments_lettercheck_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM commitments_signedletter l WHERE l.id = NEW.letter_id AND l.status IN ('in_force', 'alleged', 'broken', 'mended')
      AND NEW."on" BETWEEN l.accepted_on AND (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date) THEN
    RAISE EXCEPTION 'What is checked is in force, or was broken, on a day that has come.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_lettercheck_rests AFTER INSERT ON commitments_lettercheck FOR EACH ROW EXECUTE FUNCTION commitments_lettercheck_rests();
"""
UNDONE = (
    "".join(
        f"DROP TRIGGER commitments_{table}_{name} ON commitments_{table};"
        for table, name in (
            *(("signedletter", "begins"), ("signedletter", "entered"), ("signedletter", "rests"), ("signedcopy", "rests")),
            ("lettercheck", "rests"),
        )
    )
    + "DROP FUNCTION commitments_signedletter_entered(), commitments_signedletter_rests(), commitments_signedcopy_rests(), commitments_lettercheck_rests();"
)


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0026_powers"),
        ("commitments", "0006_handling"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="wording",
            name="public",
            field=models.BooleanField(default=False, verbose_name="published"),
        ),
        migrations.CreateModel(
            name="LetterCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="checked on")),
                (
                    "result",
                    models.CharField(
                        choices=[("passed", "as committed"), ("failed", "not as committed")],
                        max_length=10,
                        verbose_name="result of the check",
                    ),
                ),
                ("words", models.TextField(verbose_name="what was found")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=models.Func(function="statement_timestamp", output_field=models.DateTimeField()),
                        editable=False,
                        verbose_name="at",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="checked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "check of a letter",
                "verbose_name_plural": "checks of letters",
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="LetterProof",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, verbose_name="file")),
                ("kind", models.CharField(choices=[("pdf", "PDF"), ("jpeg", "JPEG"), ("png", "PNG")], max_length=4, verbose_name="kind")),
                ("content", models.BinaryField()),
                (
                    "at",
                    models.DateTimeField(
                        db_default=models.Func(function="statement_timestamp", output_field=models.DateTimeField()), verbose_name="at"
                    ),
                ),
                (
                    "check_of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="commitments.lettercheck",
                        verbose_name="check",
                    ),
                ),
            ],
            options={
                "verbose_name": "proof of a check",
                "verbose_name_plural": "proofs of checks",
                "ordering": ["at", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SignedLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="revision")),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="made at"),
                ),
                ("address", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="random address")),
                ("replaces", models.CharField(blank=True, max_length=200, verbose_name="instead of the document")),
                ("project_no", models.CharField(blank=True, max_length=100, verbose_name="number of the project")),
                ("standard", models.TextField(blank=True, verbose_name="standard set by the government")),
                ("text", models.TextField(verbose_name="text")),
                ("signer", models.CharField(max_length=100, verbose_name="signed by")),
                ("signed_on", models.DateField(verbose_name="signed on")),
                ("valid_until", models.DateField(verbose_name="valid until")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("entered", "entered"),
                            ("printed", "printed, to be signed"),
                            ("signed", "signed copy on file"),
                            ("in_force", "in force"),
                            ("alleged", "breach reported"),
                            ("kept", "kept"),
                            ("broken", "broken"),
                            ("mended", "reported as made good"),
                            ("repaired", "broken, made good"),
                            ("discarded", "discarded"),
                        ],
                        default="entered",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("accepted_on", models.DateField(editable=False, null=True, verbose_name="in force from")),
                ("alleged_on", models.DateField(editable=False, null=True, verbose_name="breach reported on")),
                ("decided_on", models.DateField(editable=False, null=True, verbose_name="verified on")),
                ("repaired_on", models.DateField(editable=False, null=True, verbose_name="made good, verified on")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="put in force by",
                    ),
                ),
                (
                    "alleged_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="breach reported by",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="verified by",
                    ),
                ),
                (
                    "filing",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="archives.filing",
                        verbose_name="filing",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="made by"
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="archives.poweritem",
                        verbose_name="approval matter",
                    ),
                ),
                (
                    "mended_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reported as made good by",
                    ),
                ),
                (
                    "repaired_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="making good verified by",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="archives.subject", verbose_name="by"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="archives.subject", verbose_name="receiving unit"
                    ),
                ),
                (
                    "wording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="commitments.wording", verbose_name="kind"
                    ),
                ),
            ],
            options={
                "verbose_name": "letter of an enterprise",
                "verbose_name_plural": "letters of enterprises",
                "ordering": ["-id"],
            },
            bases=(integrity.models.Numbered, models.Model),
        ),
        migrations.CreateModel(
            name="SignedCopy",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, verbose_name="file")),
                ("kind", models.CharField(choices=[("pdf", "PDF"), ("jpeg", "JPEG"), ("png", "PNG")], max_length=4, verbose_name="kind")),
                ("content", models.BinaryField()),
                (
                    "at",
                    models.DateTimeField(
                        db_default=models.Func(function="statement_timestamp", output_field=models.DateTimeField()), verbose_name="at"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="commitments.signedletter",
                        verbose_name="letter",
                    ),
                ),
            ],
            options={
                "verbose_name": "signed copy",
                "verbose_name_plural": "signed copies",
                "ordering": ["at", "id"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="lettercheck",
            name="letter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="commitments.signedletter", verbose_name="letter"
            ),
        ),
        migrations.AddIndex(
            model_name="signedletter",
            index=models.Index(fields=["subject", "status"], name="letters_of_subject"),
        ),
        migrations.AddConstraint(
            model_name="signedletter",
            constraint=models.CheckConstraint(condition=models.Q(("signer__gt", ""), ("text__gt", "")), name="signed_says_something"),
        ),
        migrations.AddConstraint(
            model_name="signedletter",
            constraint=models.CheckConstraint(condition=models.Q(("valid_until__gt", models.F("signed_on"))), name="signed_lasts"),
        ),
        migrations.AddConstraint(
            model_name="signedletter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("project_no", ""), ("standard", "")), models.Q(("project_no__gt", ""), ("standard__gt", "")), _connector="OR"
                ),
                name="signed_project_has_standard",
            ),
        ),
        migrations.AddConstraint(
            model_name="signedletter",
            constraint=models.CheckConstraint(
                condition=models.Q(("replaces", ""), ("matter__isnull", False), _connector="OR"), name="signed_replaces_for_a_matter"
            ),
        ),
        migrations.AddConstraint(
            model_name="signedletter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("accepted_by__isnull", True),
                        ("accepted_on__isnull", True),
                        ("status__in", ["entered", "printed", "signed", "discarded"]),
                    ),
                    models.Q(
                        models.Q(("status__in", ["entered", "printed", "signed", "discarded"]), _negated=True),
                        ("accepted_by__isnull", False),
                        ("accepted_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="signed_acceptance_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="signedletter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_by__isnull", False),
                        ("decided_on__isnull", False),
                        ("status__in", ["kept", "broken", "mended", "repaired"]),
                    ),
                    models.Q(
                        models.Q(("status__in", ["kept", "broken", "mended", "repaired"]), _negated=True),
                        ("decided_by__isnull", True),
                        ("decided_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="signed_verification_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="signedletter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("filing__isnull", False), ("status__in", ["broken", "mended", "repaired"])),
                    models.Q(models.Q(("status__in", ["broken", "mended", "repaired"]), _negated=True), ("filing__isnull", True)),
                    _connector="OR",
                ),
                name="signed_breach_is_filed",
            ),
        ),
        migrations.AddConstraint(
            model_name="signedletter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("repaired_by__isnull", False), ("repaired_on__isnull", False), ("status", "repaired")),
                    models.Q(models.Q(("status", "repaired"), _negated=True), ("repaired_by__isnull", True), ("repaired_on__isnull", True)),
                    _connector="OR",
                ),
                name="signed_repair_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="signedletter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accepted_by__isnull", True), models.Q(("accepted_by", models.F("made_by")), _negated=True), _connector="OR"
                ),
                name="signed_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="signedletter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(
                        models.Q(("decided_by", models.F("made_by")), _negated=True),
                        models.Q(
                            ("alleged_by__isnull", True), models.Q(("decided_by", models.F("alleged_by")), _negated=True), _connector="OR"
                        ),
                    ),
                    _connector="OR",
                ),
                name="signed_verified_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="signedletter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("repaired_by__isnull", True),
                    models.Q(("mended_by__isnull", False), models.Q(("repaired_by", models.F("mended_by")), _negated=True)),
                    _connector="OR",
                ),
                name="signed_repaired_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="lettercheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("result__in", ["passed", "failed"]), ("words__gt", "")), name="letter_check_says_something"
            ),
        ),
        migrations.RunSQL(PUBLIC, migrations.RunSQL.noop),
        migrations.RunSQL(RESTS, UNDONE),
        guards.status_by_step("commitments_signedletter", "commitments.signedletter"),
        guards.revision("commitments_signedletter", besides=("status", *DECIDED)),
        guards.with_a_step("commitments_signedletter", "commitments.signedletter", *DECIDED),
        guards.named_by_step("commitments_signedletter", "commitments.signedletter", *NAMED),
        guards.fixed("commitments_signedletter", *SAYS),
        guards.set_once("commitments_signedletter", "accepted_by_id", "accepted_on"),
        guards.clock("commitments_signedletter", "made_at"),
        guards.append_only("commitments_lettercheck"),
        guards.clock("commitments_lettercheck", "at"),
        guards.files("commitments_signedcopy"),
        guards.files("commitments_letterproof"),
    ]
