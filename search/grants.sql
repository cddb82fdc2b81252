-- The words are written by search_keep_words and by nothing else; no login reads them, the portal asks pub.search_*.
REVOKE EXECUTE ON FUNCTION search_keep_words(boolean) FROM staff;
