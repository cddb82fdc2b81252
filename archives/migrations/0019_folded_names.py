"""One name belongs to one body, in traditional signs, in brackets or between quotation marks too.

Where two bodies have one name by this reading, PostgreSQL names it and builds no index: one of them is renamed or merged first.
"""

from importlib import import_module

from django.db import migrations, models

from integrity.writings import SIMPLIFIED, TRADITIONAL

BEFORE = import_module("archives.migrations.0015_plain_names")

# A name as it is compared: one width, radicals as ideographs, simplified signs, 巿 (fú) as 市, one case; neither blanks nor
# brackets nor quotation marks nor anything unseen. (A look for such signs takes a hundredth of the time that 4,000 of them take
# to be exchanged.) IMMUTABLE, as an index needs it: a change of the table of signs is a new
# migration that builds the index anew.
FOLDED = rf"""
CREATE OR REPLACE FUNCTION archives_folded(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT lower(regexp_replace(CASE WHEN plain ~ '[巿{TRADITIONAL}]' THEN translate(plain, '巿{TRADITIONAL}', '市{SIMPLIFIED}') ELSE plain END,
    '[][\u0001-\u0020\u0022\u0027-\u0029\u003c\u003e\u0060{{}}\u007f-\u00a0\u00ab\u00ad\u00b4\u00bb\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2018-\u201f\u2028-\u202f\u2039\u203a\u205f-\u206f\u2800\u3000\u3008-\u3011\u3014-\u301b\u301d-\u301f\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]',
    '', 'g'))
  FROM (SELECT normalize(translate(name, '{BEFORE.SEEMING}', '{BEFORE.MEANT}'), NFKC) AS plain) n
$$;
"""
AS_BEFORE = BEFORE.FOLDED.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
ONCE = models.UniqueConstraint(
    models.Func(models.F("name"), function="archives_folded", output_field=models.TextField()),
    name="body_name_once",
    condition=models.Q(kind__in=BEFORE.KINDS, ceased_on__isnull=True),
    violation_error_message="Another body is called so; look at its archive, or write the full official name.",
)


class Migration(migrations.Migration):
    dependencies = [("archives", "0018_votes_and_terms")]

    operations = [
        migrations.RemoveConstraint(model_name="subject", name="body_name_once"),
        migrations.RunSQL(FOLDED, AS_BEFORE),
        migrations.AddConstraint(model_name="subject", constraint=ONCE),
    ]
