"""The glass wall: who may touch what in PostgreSQL, built from the apps' own SQL and compared with a golden list.

Each app may carry ``grants.sql`` (what ``staff`` and ``worker`` may do with its tables) and ``pub.sql`` (the public
views with what ``portal`` may do). ``migrate`` drops the views, migrates, and builds all of it again. At start every
web process compares the catalog with ``integrity/wall.txt`` and does not serve when they differ.
"""

from __future__ import annotations

import difflib
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

GOLDEN = Path(__file__).with_name("wall.txt")

OPEN_NOTHING = """
CREATE SCHEMA IF NOT EXISTS pub;
REVOKE ALL ON SCHEMA pub FROM PUBLIC;
GRANT USAGE ON SCHEMA pub TO portal;
ALTER SCHEMA public OWNER TO registry_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC, staff, worker, portal;
GRANT USAGE ON SCHEMA public TO staff, worker;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, staff, worker, portal;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, staff, worker, portal;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, staff, worker, portal;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO staff, worker;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO staff, worker;
"""

# Everything below is read from the catalog, which every login may read. Partitions made by scoring runs follow
# their parent and are left out; so are the owner's own rights and the server's own objects.
DESCRIBE = r"""
WITH ours AS (SELECT oid, nspname FROM pg_namespace WHERE nspname IN ('public', 'pub')),
acl AS (
  SELECT 'schema' AS what, n.nspname::text AS name, n.nspowner AS owner, n.nspacl AS acl FROM pg_namespace n JOIN ours USING (oid)
  UNION ALL
  SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' WHEN 'm' THEN 'matview' ELSE 'table' END,
         o.nspname || '.' || c.relname, c.relowner, c.relacl
  FROM pg_class c JOIN ours o ON o.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND NOT c.relispartition
  UNION ALL
  SELECT 'column', o.nspname || '.' || c.relname || '.' || a.attname, c.relowner, a.attacl
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN ours o ON o.oid = c.relnamespace
  WHERE a.attacl IS NOT NULL
  UNION ALL
  SELECT CASE WHEN p.prosecdef THEN 'definer function' ELSE 'function' END,
         o.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', p.proowner,
         coalesce(p.proacl, acldefault('f', p.proowner))
  FROM pg_proc p JOIN ours o ON o.oid = p.pronamespace
)
SELECT what || ' ' || name || ' owner=' || pg_get_userbyid(owner) || coalesce(
  (SELECT string_agg(' ' || grantee || '=' || rights, '' ORDER BY grantee) FROM (
     SELECT CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(x.grantee) END AS grantee,
            string_agg(x.privilege_type || CASE WHEN x.is_grantable THEN '*' ELSE '' END, ',' ORDER BY x.privilege_type) AS rights
     FROM aclexplode(acl.acl) x WHERE x.grantee <> acl.owner GROUP BY 1) g), '')
FROM acl
UNION ALL
SELECT 'trigger ' || o.nspname || '.' || c.relname || '.' || t.tgname || CASE t.tgenabled WHEN 'O' THEN '' ELSE ' enabled=' || t.tgenabled::text END
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN ours o ON o.oid = c.relnamespace
WHERE NOT t.tgisinternal AND NOT c.relispartition
UNION ALL
SELECT 'columns ' || o.nspname || '.' || c.relname || ' ' || string_agg(a.attname || ':' || format_type(a.atttypid, NULL), ' ' ORDER BY a.attnum)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN ours o ON o.oid = c.relnamespace
WHERE o.nspname = 'pub' AND c.relkind = 'v' AND a.attnum > 0 GROUP BY o.nspname, c.relname
UNION ALL
SELECT 'role ' || rolname || CASE WHEN rolcanlogin THEN ' login' ELSE ' nologin' END
  || CASE WHEN rolsuper THEN ' SUPERUSER' ELSE '' END || CASE WHEN rolbypassrls THEN ' BYPASSRLS' ELSE '' END
  || CASE WHEN rolcreaterole THEN ' CREATEROLE' ELSE '' END || CASE WHEN rolreplication THEN ' REPLICATION' ELSE '' END
  || coalesce((SELECT ' member=' || string_agg(pg_get_userbyid(m.roleid), ',') FROM pg_auth_members m WHERE m.member = r.oid), '')
FROM pg_roles r WHERE rolname IN ('registry_owner', 'migrator', 'staff', 'portal', 'worker')
"""


def _sql_of_apps(name: str) -> list[str]:
    files = [Path(config.path) / name for config in apps.get_app_configs()]
    return [f.read_text(encoding="utf-8") for f in files if f.is_file()]


def drop_views() -> None:
    """Take down all public views, so that a migration may change what lies beneath them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS pub CASCADE")


def build() -> None:
    """Build grants, views and the arrows of the flows again, all or nothing."""
    from . import arrows  # which knows the models

    with transaction.atomic(), connection.cursor() as cursor:
        for sql in [OPEN_NOTHING, *_sql_of_apps("grants.sql"), *_sql_of_apps("pub.sql")]:
            cursor.execute(sql)
        arrows.write()


def describe() -> list[str]:
    """The wall as the catalog has it, one line per right, sorted."""
    with connection.cursor() as cursor:
        cursor.execute(DESCRIBE)
        return sorted(line for (line,) in cursor.fetchall())


def difference() -> list[str]:
    """Lines of a unified diff between the golden list and the catalog; empty when the wall stands."""
    golden = GOLDEN.read_text(encoding="utf-8").splitlines()
    return list(difflib.unified_diff(golden, describe(), "wall.txt", "database", lineterm="", n=0))


def stand_or_stop() -> None:
    """Refuse to serve when the wall in the database is not the one that was reviewed."""
    try:
        changed = difference()
    finally:
        connection.close()
    if changed:
        raise ImproperlyConfigured(
            f"The rights in the database differ from integrity/wall.txt, so the {settings.LOGIN} process does not serve. "
            "Run `migrate`, or review the change and write it down with `check_wall --write`.\n" + "\n".join(changed[:40])
        )
