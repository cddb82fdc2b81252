"""Whether nothing stands of a filing, asked in one place by all that is filed anew."""

from django.db import migrations

GONE = """
CREATE FUNCTION archives_gone(filing bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT filing IS NULL OR EXISTS (SELECT FROM archives_filing f WHERE f.id = filing AND (f.status IN ('returned', 'discarded')
    -- A record that was corrected is withdrawn in its last version.
    OR EXISTS (SELECT FROM archives_record r JOIN archives_record n ON n.number = r.number AND n.known_until = '9999-12-31 00:00:00+00'
      WHERE r.filing_id = f.id AND n.withdrawn_at IS NOT NULL)))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("archives", "0031_staged_rows_and_powers")]

    operations = [migrations.RunSQL(GONE, "DROP FUNCTION archives_gone(bigint)")]
