"""Each step of a transaction leads its entry where it says before the next one begins, and is numbered by the database in that order."""

from django.db import migrations

from integrity import guards

STANDS = "  IF stands IS DISTINCT FROM NEW.source THEN"
IN_ORDER = """  IF integrity_at_work() AND NEW.id IS DISTINCT FROM currval(pg_get_serial_sequence('integrity_steptaken', 'id')) THEN
    RAISE EXCEPTION 'Steps are numbered in the order in which they are taken (% %: %).', NEW.entry_kind, NEW.entry_id, NEW.step USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- A step that was written down and not gone would pass behind the next one, and what asks for a step of this transaction would find it.
  led := (SELECT s.target FROM integrity_steptaken s WHERE s.entry_kind = NEW.entry_kind AND s.entry_id = NEW.entry_id AND s.at >= transaction_timestamp()
    AND integrity_mine(s.xmin) ORDER BY s.id DESC LIMIT 1);
  IF led IS DISTINCT FROM stands AND led IS NOT NULL THEN
    RAISE EXCEPTION 'A step is taken once the one before was gone (% %: %).', NEW.entry_kind, NEW.entry_id, NEW.step USING ERRCODE = 'integrity_constraint_violation';
  END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("integrity", "0008_reason_is_no_book")]

    operations = [
        guards.reworded("integrity_steptaken_by_arrow()", (STANDS, IN_ORDER + STANDS), ("  stands text;\n", "  stands text;\n  led text;\n")),
    ]
