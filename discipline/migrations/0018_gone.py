"""What came back of a case is asked where everybody asks it: a record that was corrected is withdrawn in its last version."""

from django.db import migrations

from integrity import guards

OLD = """EXISTS (SELECT FROM archives_filing f WHERE f.id = was.old AND f.status IN ('returned', 'discarded'))
      OR EXISTS (SELECT FROM archives_record r WHERE r.filing_id = was.old AND r.withdrawn_at IS NOT NULL)"""


class Migration(migrations.Migration):
    dependencies = [("discipline", "0017_born"), ("archives", "0032_gone")]

    operations = [guards.reworded("discipline_case_filing_follows()", (OLD, "archives_gone(was.old)"))]
