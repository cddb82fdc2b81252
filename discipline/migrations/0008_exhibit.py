"""Files of cases, and what PostgreSQL keeps of them: each comes with its occasion, is what it says, and stays."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from integrity import guards

KEPT = r"""
ALTER TABLE discipline_exhibit
  ADD CONSTRAINT exhibit_is_what_it_says CHECK (CASE kind WHEN 'pdf' THEN substring(content FROM 1 FOR 5) = '\x255044462d'::bytea
    WHEN 'jpeg' THEN substring(content FROM 1 FOR 3) = '\xffd8ff'::bytea WHEN 'png' THEN substring(content FROM 1 FOR 8) = '\x89504e470d0a1a0a'::bytea ELSE false END),
  ADD CONSTRAINT exhibit_is_small CHECK (octet_length(content) <= 10485760);

CREATE FUNCTION discipline_exhibit_with_its_occasion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (CASE NEW.of
    WHEN 'examination' THEN EXISTS (SELECT FROM discipline_case c WHERE c.id = NEW.case_id AND c.status = 'verifying' AND c.examined_by_id = NEW.by_id)
    WHEN 'rectification' THEN EXISTS (SELECT FROM integrity_steptaken s WHERE s.entry_kind = 'discipline.case' AND s.entry_id = NEW.case_id
      AND s.step = 'report' AND s.by_id = NEW.by_id AND s.at >= transaction_timestamp())
    ELSE EXISTS (SELECT FROM discipline_reply r WHERE r.case_id = NEW.case_id AND r.by_id = NEW.by_id AND r.at >= transaction_timestamp()) END) THEN
    RAISE EXCEPTION 'A file of a case comes with its examination, with the report of its rectification, or with a reply.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (SELECT count(*) FROM discipline_exhibit x WHERE x.case_id = NEW.case_id) > 40 THEN
    RAISE EXCEPTION 'A case holds 40 files at most.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_exhibit_with_its_occasion AFTER INSERT ON discipline_exhibit FOR EACH ROW EXECUTE FUNCTION discipline_exhibit_with_its_occasion();
"""
UNDONE = """
DROP TRIGGER discipline_exhibit_with_its_occasion ON discipline_exhibit; DROP FUNCTION discipline_exhibit_with_its_occasion();
ALTER TABLE discipline_exhibit DROP CONSTRAINT exhibit_is_what_it_says, DROP CONSTRAINT exhibit_is_small;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('discipline', '0007_court_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Exhibit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='file')),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('jpeg', 'JPEG'), ('png', 'PNG')], max_length=4, verbose_name='kind')),
                ('content', models.BinaryField()),
                ('at', models.DateTimeField(db_default=models.Func(function='statement_timestamp', output_field=models.DateTimeField()), verbose_name='at')),
                ('of', models.CharField(choices=[('examination', 'evidence of the examination'), ('rectification', 'proof of the rectification'), ('reply', 'with a reply of the accused body')], max_length=13, verbose_name='belongs to')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exhibits', to='discipline.case', verbose_name='case')),
            ],
            options={
                'verbose_name': 'file of a case',
                'verbose_name_plural': 'files of cases',
                'ordering': ['at', 'id'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('of__in', ['examination', 'rectification', 'reply'])), name='exhibit_of')],
            },
        ),
        migrations.RunSQL(KEPT, UNDONE),
        guards.append_only('discipline_exhibit'),
    ]
