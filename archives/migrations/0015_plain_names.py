"""One name belongs to one body, however it is typed."""

from django.db import migrations, models

from integrity.signs import RADICALS

KINDS = ["organ", "institution", "township", "village", "village_org"]
SEEMING, MEANT = ("".join(map(chr, signs)) for signs in (RADICALS, RADICALS.values()))

# A name as it is compared: one width, radicals as ideographs, brackets alike, no blanks, nothing unseen, one case.
# IMMUTABLE, as an index needs it: a change of the table of signs is a new migration that builds the index anew.
FOLDED = rf"""
CREATE FUNCTION archives_folded(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT lower(regexp_replace(translate(normalize(translate(name, '{SEEMING}', '{MEANT}'), NFKC), '〔【[［﹝〕】]］﹞', '((((()))))'),
    '[\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]',
    '', 'g'))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("archives", "0014_settled_and_signed")]

    operations = [
        migrations.RunSQL(FOLDED, "DROP FUNCTION archives_folded(text);"),
        migrations.AddConstraint(
            model_name="subject",
            constraint=models.UniqueConstraint(
                models.Func(models.F("name"), function="archives_folded", output_field=models.TextField()),
                name="body_name_once",
                condition=models.Q(kind__in=KINDS, ceased_on__isnull=True),
                violation_error_message="Another body is called so; look at its archive, or write the full official name.",
            ),
        ),
    ]
