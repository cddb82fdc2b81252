"""Guards that PostgreSQL keeps whatever the code does. One function each, installed by a migration on any table.

Use in ``migrations``: ``operations = [*guards.install(), guards.append_only("integrity_steptaken")]``.
Every guard has a negative control in ``tests/integrity/test_guards.py``: with the guard off, its test fails.
"""

from __future__ import annotations

from django.db import migrations

FUNCTIONS = r"""
CREATE FUNCTION guard_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of % are only ever added, never changed or removed.', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- Arguments: the columns that may change without being content (status, decision, …).
CREATE FUNCTION guard_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.revision < OLD.revision OR NEW.revision > OLD.revision + 1 THEN
    RAISE EXCEPTION 'A revision of % is raised by the database, not set.', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (to_jsonb(NEW) - TG_ARGV::text[] - 'revision') IS DISTINCT FROM (to_jsonb(OLD) - TG_ARGV::text[] - 'revision') THEN
    NEW.revision := OLD.revision + 1;
  ELSE
    NEW.revision := OLD.revision;
  END IF;
  RETURN NEW;
END $$;

-- Arguments: the columns that never change once the row exists.
CREATE FUNCTION guard_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE col text;
BEGIN
  FOREACH col IN ARRAY TG_ARGV LOOP
    IF to_jsonb(NEW) -> col IS DISTINCT FROM to_jsonb(OLD) -> col THEN
      RAISE EXCEPTION 'Column % of % is fixed once the row exists.', col, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;

-- Arguments: the columns that are set once and then stay.
CREATE FUNCTION guard_set_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE col text;
BEGIN
  FOREACH col IN ARRAY TG_ARGV LOOP
    IF to_jsonb(OLD) -> col <> 'null'::jsonb AND to_jsonb(NEW) -> col IS DISTINCT FROM to_jsonb(OLD) -> col THEN
      RAISE EXCEPTION 'Column % of % is set once; undoing it files a new version.', col, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;

-- Argument: the entry kind. A status that changed needs its step taken in the same transaction.
CREATE FUNCTION guard_status_by_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM integrity_steptaken s
    WHERE s.entry_kind = TG_ARGV[0] AND s.entry_id = NEW.id AND s.source = OLD.status AND s.target = NEW.status
      AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin)
  ) THEN
    RAISE EXCEPTION 'The status of % changes only by a step taken (% -> %).', TG_TABLE_NAME, OLD.status, NEW.status
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""
NAMES = ("append_only", "revision", "fixed", "set_once", "status_by_step")


# Whether this transaction itself wrote a row (its xmin), in whichever of its savepoints: what is still in progress and yet
# seen is its own. Its beginning alone does not tell: a colleague's step may be committed after it. `age` carries the epoch.
MINE = """
CREATE FUNCTION integrity_mine(xid) RETURNS boolean LANGUAGE sql VOLATILE AS $$
  SELECT written >= 3 AND pg_xact_status(written::text::xid8) IS NOT DISTINCT FROM 'in progress'
  FROM (SELECT pg_current_xact_id()::text::bigint - age($1) AS written) own
$$;
"""
# What was written before asked for the beginning of the transaction alone.
AGAIN = r"""
DO $do$
DECLARE written text;
BEGIN
  FOR written IN SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
    AND p.prosrc ~ '>= transaction_timestamp\(\)(?! AND integrity_mine)'
  LOOP
    EXECUTE regexp_replace(written, '(\w+)(\.\w+ >= transaction_timestamp\(\))(?! AND integrity_mine)', '\1\2 AND integrity_mine(\1.xmin)', 'g');
  END LOOP;
END $do$;
"""


# Who loads the past (the law, the demo, a backup) acts as the owner; whoever signs in as one of these writes what happens now.
# The minute is that of a request which began before midnight.
BY_STEPS = r"""
CREATE FUNCTION integrity_at_work() RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT session_user IN ('staff', 'portal', 'worker') $$;

CREATE FUNCTION integrity_today(day date) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT day BETWEEN ((now() - interval '1 minute') AT TIME ZONE 'Asia/Shanghai')::date AND (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date
$$;

-- Arguments: columns that hold the day on which they are written.
CREATE FUNCTION guard_today() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  col text;
  was jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) ELSE '{}' END;
  said text;
BEGIN
  IF integrity_at_work() THEN
    FOREACH col IN ARRAY TG_ARGV LOOP
      said := to_jsonb(NEW) ->> col;
      IF said IS NOT NULL AND said IS DISTINCT FROM was ->> col AND NOT integrity_today(said::date) THEN
        RAISE EXCEPTION 'Column % of % holds the day on which it is written.', col, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
      END IF;
    END LOOP;
  END IF;
  RETURN NEW;
END $$;

-- Arguments: columns that hold the instant at which they are written; a minute is left to the clocks of two machines.
CREATE FUNCTION guard_instant() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  col text;
  was jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) ELSE '{}' END;
  said text;
BEGIN
  IF integrity_at_work() THEN
    FOREACH col IN ARRAY TG_ARGV LOOP
      said := to_jsonb(NEW) ->> col;
      IF said IS NOT NULL AND said IS DISTINCT FROM was ->> col
        AND said::timestamptz NOT BETWEEN now() - interval '1 minute' AND statement_timestamp() + interval '1 minute' THEN
        RAISE EXCEPTION 'Column % of % holds the instant at which it is written.', col, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
      END IF;
    END LOOP;
  END IF;
  RETURN NEW;
END $$;

-- Arguments: the kind of entry, then columns with the steps that write them, as column:step step.
CREATE FUNCTION guard_by_its_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  said text;
  col text;
BEGIN
  FOREACH said IN ARRAY TG_ARGV[1:] LOOP
    col := split_part(said, ':', 1);
    IF to_jsonb(NEW) -> col IS DISTINCT FROM to_jsonb(OLD) -> col AND NOT EXISTS (
      SELECT FROM integrity_steptaken s WHERE s.entry_kind = TG_ARGV[0] AND s.entry_id = NEW.id
        AND s.step = ANY (string_to_array(split_part(said, ':', 2), ' ')) AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin)) THEN
      RAISE EXCEPTION 'Column % of % changes by its own step.', col, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

-- In which transaction a row came into being: unlike xmin, an UPDATE that changes nothing does not move it.
CREATE FUNCTION guard_born() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.born := pg_current_xact_id()::text::bigint;
  RETURN NEW;
END $$;
CREATE FUNCTION integrity_born_here(born bigint, at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT at >= now() AND born = pg_current_xact_id_if_assigned()::text::bigint
$$;
"""


def by_steps() -> migrations.RunSQL:
    """The functions of the guards that ask which step, which day, and which transaction; once, in the kernel."""
    functions = (
        *("guard_born()", "guard_by_its_step()", "guard_instant()", "guard_today()", "integrity_born_here(bigint, timestamptz)"),
        *("integrity_today(date)", "integrity_at_work()"),
    )
    return migrations.RunSQL(BY_STEPS, f"DROP FUNCTION {', '.join(functions)}")


def mine() -> migrations.RunSQL:
    """The function that tells a row of this transaction; once, in the kernel."""
    return migrations.RunSQL(MINE, "DROP FUNCTION integrity_mine(xid)")


def mine_alone() -> migrations.RunSQL:
    """Every guard that asks for a row of this transaction, rewritten to ask ``integrity_mine`` too; what asks already stays."""
    return migrations.RunSQL(AGAIN, migrations.RunSQL.noop)


def reworded(function: str, *changes: tuple[str, str]) -> migrations.RunSQL:
    """A function of the database with some of its words changed, old → new; fails where it does not say the old ones exactly once."""

    def written(pairs) -> str:
        asked = "".join(
            f"""
  IF array_length(string_to_array(said, $old${old}$old$), 1) IS DISTINCT FROM 2 THEN
    RAISE EXCEPTION 'Function % does not say once: %', '{function}', $old${old}$old$;
  END IF;
  said := replace(said, $old${old}$old$, $new${new}$new$);"""
            for old, new in pairs
        )
        return f"DO $reworded$ DECLARE said text := pg_get_functiondef('{function}'::regprocedure); BEGIN{asked}\n  EXECUTE said;\nEND $reworded$"

    return migrations.RunSQL(written(changes), written([(new, old) for old, new in reversed(changes)]))


def install() -> migrations.RunSQL:
    """The trigger functions themselves; once, in the first migration of the kernel."""
    return migrations.RunSQL(FUNCTIONS, "".join(f"DROP FUNCTION guard_{n}();" for n in NAMES))


def _trigger(table: str, guard: str, when: str, arguments: tuple[str, ...] = ()) -> migrations.RunSQL:
    quoted = ", ".join(f"'{a}'" for a in arguments)
    name = f"{table}_{guard}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION guard_{guard}({quoted})", f"DROP TRIGGER {name} ON {table}"
    )


def append_only(table: str) -> migrations.RunSQL:
    """No UPDATE, no DELETE. (TRUNCATE is held back by the grants, so that a test database can be emptied.)"""
    return _trigger(table, "append_only", "BEFORE UPDATE OR DELETE")


def revision(table: str, *, besides: tuple[str, ...]) -> migrations.RunSQL:
    """``revision`` goes up by one at every change of content; ``besides`` names the columns that are none."""
    return _trigger(table, "revision", "BEFORE UPDATE", besides)


def fixed(table: str, *columns: str) -> migrations.RunSQL:
    """These columns keep their first value."""
    return _trigger(table, "fixed", "BEFORE UPDATE", columns)


def set_once(table: str, *columns: str) -> migrations.RunSQL:
    """These columns go from NULL to a value once."""
    return _trigger(table, "set_once", "BEFORE UPDATE", columns)


def status_by_step(table: str, entry_kind: str) -> migrations.RunSQL:
    """Checked at commit: a changed status has its step taken."""
    name = f"{table}_status_by_step"
    return migrations.RunSQL(
        f"CREATE CONSTRAINT TRIGGER {name} AFTER UPDATE ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        f"WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION guard_status_by_step('{entry_kind}')",
        f"DROP TRIGGER {name} ON {table}",
    )


def by_arrow(table: str, entry_kind: str, *arrows: tuple[str, str, str]) -> migrations.RunSQL:
    """Checked at commit: a status changes along one of ``arrows`` (step, from, to), with that step taken in the same transaction."""
    name = f"{table}_by_arrow"
    rows = ", ".join(f"('{step}', '{source}', '{target}')" for step, source, target in arrows)
    return migrations.RunSQL(
        f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM integrity_steptaken s JOIN (VALUES {rows}) AS arrow(step, source, target) USING (step, source, target)
    WHERE s.entry_kind = '{entry_kind}' AND s.entry_id = NEW.id AND s.source = OLD.status AND s.target = NEW.status
      AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin)
  ) THEN
    RAISE EXCEPTION 'No step of % leads from % to %.', TG_TABLE_NAME, OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER {name} AFTER UPDATE ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION {name}();""",
        f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}()",
    )


def with_a_step(table: str, entry_kind: str, *columns: str) -> migrations.RunSQL:
    """Checked at commit: these columns change only in a transaction in which a step of the entry is taken."""
    name = f"{table}_with_a_step"
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return migrations.RunSQL(
        f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM integrity_steptaken s WHERE s.entry_kind = '{entry_kind}' AND s.entry_id = NEW.id AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin)) THEN
    RAISE EXCEPTION 'What a step says of % changes with that step only.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER {name} AFTER UPDATE ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION {name}();""",
        f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}()",
    )


def files(table: str) -> migrations.RunSQL:
    """A stored file is what it says it is, by its first bytes, and has at most 10 MiB; only ever added."""
    name = table.partition("_")[2]
    return migrations.RunSQL(
        rf"""ALTER TABLE {table}
  ADD CONSTRAINT {name}_is_what_it_says CHECK (CASE kind WHEN 'pdf' THEN substring(content FROM 1 FOR 5) = '\x255044462d'::bytea
    WHEN 'jpeg' THEN substring(content FROM 1 FOR 3) = '\xffd8ff'::bytea WHEN 'png' THEN substring(content FROM 1 FOR 8) = '\x89504e470d0a1a0a'::bytea ELSE false END),
  ADD CONSTRAINT {name}_is_small CHECK (octet_length(content) <= 10485760);
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION guard_append_only();""",
        f"DROP TRIGGER {table}_append_only ON {table}; ALTER TABLE {table} DROP CONSTRAINT {name}_is_what_it_says, DROP CONSTRAINT {name}_is_small",
    )


def clock(table: str, *columns: str) -> migrations.RunSQL:
    """These columns hold, from the beginning, the instant of the statement that made the row."""
    return _trigger(table, "clock", "BEFORE INSERT", columns)


def named_by_step(table: str, entry_kind: str, *columns: str) -> migrations.RunSQL:
    """Checked at commit: an account that comes into one of these columns took a step of the entry in the same transaction."""
    name = f"{table}_named_by_step"
    quoted = ", ".join(f"'{argument}'" for argument in (entry_kind, *columns))
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return migrations.RunSQL(
        f"CREATE CONSTRAINT TRIGGER {name} AFTER UPDATE ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        f"WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION guard_named_by_step({quoted})",
        f"DROP TRIGGER {name} ON {table}",
    )


def today(table: str, *columns: str) -> migrations.RunSQL:
    """Under the logins that work here these columns hold the day on which they are written."""
    return _trigger(table, "today", "BEFORE INSERT OR UPDATE", columns)


def instant(table: str, *columns: str) -> migrations.RunSQL:
    """Under the logins that work here these columns hold the instant at which they are written, to the minute."""
    return _trigger(table, "instant", "BEFORE INSERT OR UPDATE", columns)


def by_its_step(table: str, entry_kind: str, steps: dict[str, tuple[str, ...]]) -> migrations.RunSQL:
    """Checked at commit: each of these columns changes in a transaction in which a step that writes it is taken. ``steps``: step → its columns."""
    writers: dict[str, list[str]] = {}
    for step, columns in steps.items():
        for column in columns:
            writers.setdefault(column, []).append(step)
    quoted = ", ".join(f"'{said}'" for said in (entry_kind, *(f"{column}:{' '.join(by)}" for column, by in writers.items())))
    old, new = (", ".join(f"{row}.{column}" for column in writers) for row in ("OLD", "NEW"))
    name = f"{table}_by_its_step"
    return migrations.RunSQL(
        f"CREATE CONSTRAINT TRIGGER {name} AFTER UPDATE ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        f"WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION guard_by_its_step({quoted})",
        f"DROP TRIGGER {name} ON {table}",
    )


STIRS = r"""
-- A change of content raises the revision; so does a row that belongs to the entry, by the trigger below and in no other way.
CREATE OR REPLACE FUNCTION guard_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.revision < OLD.revision OR NEW.revision > OLD.revision + 1 THEN
    RAISE EXCEPTION 'A revision of % is raised by the database, not set.', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.revision = OLD.revision + 1 AND pg_trigger_depth() > 1 THEN
    RETURN NEW;
  END IF;
  IF (to_jsonb(NEW) - TG_ARGV::text[] - 'revision') IS DISTINCT FROM (to_jsonb(OLD) - TG_ARGV::text[] - 'revision') THEN
    NEW.revision := OLD.revision + 1;
  ELSE
    NEW.revision := OLD.revision;
  END IF;
  RETURN NEW;
END $$;

-- Arguments: the table of the entry, and the column that names it.
CREATE FUNCTION guard_stirs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('UPDATE %I SET revision = revision + 1 WHERE id = $1', TG_ARGV[0]) USING (to_jsonb(NEW) ->> TG_ARGV[1])::bigint;
  RETURN NULL;
END $$;
"""


def stirring() -> migrations.RunSQL:
    """The functions behind :func:`stirs`; installed once."""
    return migrations.RunSQL(STIRS, migrations.RunSQL.noop)


def stirs(table: str, entry: str, column: str, *, when: str = "", on: str = "INSERT") -> migrations.RunSQL:
    """Each new row of ``table`` raises the revision of the ``entry`` (a table) that ``column`` names, so that nobody decides on a page
    that does not show it. ``when``: SQL over NEW that says which rows; ``on``: the events."""
    name = f"{table}_stirs"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER {on} ON {table} FOR EACH ROW {f'WHEN ({when}) ' if when else ''}"
        f"EXECUTE FUNCTION guard_stirs('{entry}', '{column}')",
        f"DROP TRIGGER {name} ON {table}",
    )


def born(table: str) -> migrations.RunSQL:
    """A column ``born`` that holds the transaction in which the row came into being, whatever is written into it."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD COLUMN born bigint; "
        f"CREATE TRIGGER {table}_born BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION guard_born(); "
        f"CREATE TRIGGER {table}_born_fixed BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION guard_fixed('born')",
        f"DROP TRIGGER {table}_born_fixed ON {table}; DROP TRIGGER {table}_born ON {table}; ALTER TABLE {table} DROP COLUMN born",
    )
