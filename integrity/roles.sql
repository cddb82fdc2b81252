-- The logins of the registry and what they may touch before any table exists. Run by psql as a
-- superuser, again and again if you like: ./run does at every start, the postgres image at its first.
-- Passwords are no business of this file: ./run trusts a private socket, docker/ sets them.
\set ON_ERROR_STOP on
\set QUIET on

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['registry_owner', 'migrator', 'staff', 'portal', 'worker']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE registry_owner NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE migrator LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE staff    LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE portal   LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE worker   LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
GRANT registry_owner TO migrator;

-- On the role and not IN DATABASE registry: the test database then stands behind the same wall.
ALTER ROLE portal SET search_path = pub;
ALTER ROLE portal SET statement_timeout = '5s';
ALTER ROLE portal SET default_transaction_read_only = on;

-- psycopg writes values into the statement, and a refused row is printed whole: what a complainant wrote and is would stand in the
-- log of the server. (The starter and docker-compose.yml set the same for the server; here it holds on any other.)
SELECT format('ALTER ROLE %I SET %I = %L', login, setting, value)
FROM unnest(ARRAY['staff', 'portal', 'worker']) AS login,
  (VALUES ('log_min_error_statement', 'panic'), ('log_error_verbosity', 'terse'), ('log_parameter_max_length_on_error', '0')) AS said(setting, value) \gexec

SELECT 'CREATE DATABASE registry OWNER registry_owner TEMPLATE template0'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'registry') \gexec

ALTER DATABASE registry OWNER TO registry_owner;
REVOKE ALL ON DATABASE registry FROM PUBLIC;
GRANT CONNECT ON DATABASE registry TO migrator, staff, portal, worker;

\connect registry
ALTER SCHEMA public OWNER TO registry_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO registry_owner;
GRANT USAGE ON SCHEMA public TO staff, worker;
-- Large objects need no table to write into; nobody here uses them.
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea), lo_open(oid, integer), lo_unlink(oid) FROM PUBLIC;
