GRANT SELECT, INSERT, UPDATE ON accounts_user TO staff;
GRANT SELECT ON accounts_user, accounts_user_groups, accounts_user_user_permissions TO staff, worker;
-- Tokens of the API are kept as digests.
GRANT SELECT ON accounts_apitoken TO staff;
GRANT INSERT, UPDATE (revoked_at) ON accounts_apitoken TO staff;
-- Lists kept for the own home page: saved and removed, never rewritten.
GRANT SELECT, INSERT, DELETE ON accounts_savedlist TO staff;
