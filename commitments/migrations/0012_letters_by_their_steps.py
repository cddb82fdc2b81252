"""Letters, signings and templates: each column by its own step, on its day, and what a step rests on; handling times of the timer and of files."""

from django.db import migrations, models

from integrity import guards

# Who works for a unit today, in one of these roles.
AT_UNIT = """
CREATE FUNCTION commitments_at_unit(account bigint, unit bigint, roles text[]) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM archives_membership m JOIN accounts_user u ON u.id = m.user_id WHERE m.user_id = account AND m.unit_id = unit
    AND m.role = ANY (roles) AND u.is_active AND m.from_on <= (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date
    AND (m.until_on IS NULL OR m.until_on > ((now() - interval '1 minute') AT TIME ZONE 'Asia/Shanghai')::date))
$$;
-- Words as they are compared: without blanks, and with one full stop where a value brings its own.
CREATE FUNCTION commitments_plain(words text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT regexp_replace(translate(words, E' \\n\\r\\t　', ''), '。+', '。', 'g')
$$;
-- The template of a kind as somebody says it on a day (`commitments.wording.text_of`).
CREATE FUNCTION commitments_filled(body text, name text, day date) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT replace(replace(regexp_replace(body, '\\{\\{\\s*(主体名称|承诺日期)\\s*\\}\\}', '{{\\1}}', 'g'), '{{承诺日期}}',
    extract(year FROM day) || '年' || extract(month FROM day) || '月' || extract(day FROM day) || '日'), '{{主体名称}}', name)
$$;
"""

# What only the logins that work here are asked, for a past that is loaded has other days and other clerks: who enters, when, in which words.
ENTERED = """
CREATE FUNCTION commitments_signedletter_said_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  today date := (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
  kind commitments_wording;
  signer text := (SELECT s.name FROM archives_subject s WHERE s.id = NEW.subject_id);
BEGIN
  SELECT w.* INTO kind FROM commitments_wording w WHERE w.id = NEW.wording_id;
  IF NOT commitments_at_unit(NEW.made_by_id, NEW.unit_id, '{clerk}') OR NEW.signed_on NOT BETWEEN today - 32 AND today + 31 OR NEW.valid_until < today
    OR (kind.code = 'project') <> (NEW.project_no <> '') OR (kind.code = 'replacement') AND NEW.replaces = ''
    OR kind.code NOT IN ('project', 'replacement') AND NEW.replaces <> ''
    OR EXISTS (SELECT FROM archives_poweritem p WHERE p.id = NEW.matter_id
      AND (NOT p.is_matter OR p.valid_from > NEW.signed_on OR p.valid_until <= NEW.signed_on))
    OR commitments_plain(NEW.text) <> commitments_plain(commitments_filled(kind.body, signer, NEW.signed_on)
      || CASE WHEN NEW.standard = '' THEN '' ELSE '附：项目标准' || NEW.standard END) THEN
    RAISE EXCEPTION 'A letter is entered by a clerk of its unit, about its signature, in the words of its kind.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_signedletter_said_rests AFTER INSERT ON commitments_signedletter FOR EACH ROW WHEN (integrity_at_work())
  EXECUTE FUNCTION commitments_signedletter_said_rests();

CREATE FUNCTION commitments_letter_by_its_unit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM commitments_signedletter l WHERE l.id = NEW.letter_id AND commitments_at_unit(NEW.by_id, l.unit_id, '{clerk,head}')) THEN
    RAISE EXCEPTION 'Clerk or head of its unit check a letter and keep its copies.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_lettercheck_by_its_unit AFTER INSERT ON commitments_lettercheck FOR EACH ROW WHEN (integrity_at_work())
  EXECUTE FUNCTION commitments_letter_by_its_unit();
CREATE TRIGGER commitments_signedcopy_by_its_unit AFTER INSERT ON commitments_signedcopy FOR EACH ROW WHEN (integrity_at_work())
  EXECUTE FUNCTION commitments_letter_by_its_unit();
"""

# A step of a letter rests on its checks (`commitments.letters.flow`); who decides has read them, so they were written before.
FOUND = """
CREATE FUNCTION commitments_signedletter_barred_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM commitments_signedletter l WHERE l.subject_id = NEW.subject_id AND l.status IN ('broken', 'mended')) THEN
    RAISE EXCEPTION 'An earlier letter of who signed was broken and is not made good.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF integrity_at_work() AND NEW.valid_until < ((now() - interval '1 minute') AT TIME ZONE 'Asia/Shanghai')::date THEN
    RAISE EXCEPTION 'A letter whose last day is over does not come into force.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_signedletter_barred_rests AFTER UPDATE ON commitments_signedletter FOR EACH ROW
  WHEN (OLD.status IN ('entered', 'signed') AND NEW.status IN ('printed', 'in_force')) EXECUTE FUNCTION commitments_signedletter_barred_rests();

CREATE FUNCTION commitments_signedletter_found_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE last commitments_lettercheck;
BEGIN
  SELECT k.* INTO last FROM commitments_lettercheck k WHERE k.letter_id = NEW.id ORDER BY k.at DESC, k.id DESC LIMIT 1;
  IF NEW.status = 'kept' AND last.result IS DISTINCT FROM 'passed' OR NEW.status <> 'kept' AND NOT EXISTS (
    SELECT FROM commitments_lettercheck k JOIN commitments_letterproof p ON p.check_of_id = k.id WHERE k.letter_id = NEW.id
      AND CASE WHEN NEW.status IN ('mended', 'repaired') THEN k.result = 'passed' AND k."on" >= NEW.decided_on ELSE k.result = 'failed' END) THEN
    RAISE EXCEPTION 'A step of a letter rests on the check that found so, with its proof.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF integrity_at_work() AND EXISTS (SELECT FROM commitments_lettercheck k WHERE k.letter_id = NEW.id AND k.at >= transaction_timestamp() AND integrity_mine(k.xmin)) THEN
    RAISE EXCEPTION 'What a check found is written before the step that rests on it.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER commitments_signedletter_found_rests AFTER UPDATE ON commitments_signedletter DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.status <> NEW.status AND NEW.status IN ('alleged', 'kept', 'broken', 'mended', 'repaired'))
  EXECUTE FUNCTION commitments_signedletter_found_rests();
"""

# The record of a breach is filed from its letter: by who verified, in the same transaction, with its number; anew only once nothing of it stands.
FILED = """
CREATE FUNCTION commitments_signedletter_filed_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE number text := extract(year FROM NEW.made_at AT TIME ZONE 'Asia/Shanghai') || '-' || lpad(NEW.id::text, greatest(5, length(NEW.id::text)), '0');
BEGIN
  IF NOT EXISTS (
    SELECT FROM archives_filing f JOIN archives_filedrow r ON r.filing_id = f.id JOIN archives_subject s ON s.code = r.subject_code AND s.id = NEW.subject_id
    JOIN integrity_steptaken filed ON filed.entry_kind = 'archives.filing' AND filed.entry_id = f.id AND filed.step = 'submit' AND filed.by_id = f.made_by_id
    JOIN integrity_steptaken said ON said.entry_kind = 'commitments.signedletter' AND said.entry_id = NEW.id AND said.step IN ('break', 'refile') AND said.by_id = f.made_by_id
    WHERE f.id = NEW.filing_id AND f.item_code = 'CN-QY' AND f.source = 'out' AND f.rows = 1 AND r.facts #>> '{shared,letter_no}' = number
      AND r.facts #>> '{shared,outcome}' = '违诺' AND filed.at >= transaction_timestamp() AND integrity_mine(filed.xmin)
      AND said.at >= transaction_timestamp() AND integrity_mine(said.xmin)) THEN
    RAISE EXCEPTION 'The record of a breach is filed from its letter, as it was verified.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.filing_id IS NOT NULL AND NOT EXISTS (SELECT FROM archives_filing f WHERE f.id = OLD.filing_id AND f.status IN ('returned', 'discarded'))
    AND NOT EXISTS (SELECT FROM archives_record r WHERE r.filing_id = OLD.filing_id AND r.withdrawn_at IS NOT NULL
      AND r.known_until = '9999-12-31 00:00:00+00'::timestamptz) THEN
    RAISE EXCEPTION 'The record of a breach is filed anew once nothing of it stands.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER commitments_signedletter_filed_rests AFTER UPDATE ON commitments_signedletter DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.filing_id IS NOT NULL AND OLD.filing_id IS DISTINCT FROM NEW.filing_id) EXECUTE FUNCTION commitments_signedletter_filed_rests();

-- And the other way round: no filing of that item leaves its clerk but that of a letter, or a correction of its record.
CREATE FUNCTION commitments_breach_of_letter_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM commitments_signedletter l WHERE l.filing_id = NEW.id) THEN
    RAISE EXCEPTION 'The breach of a letter is filed from that letter.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER commitments_breach_of_letter_rests AFTER UPDATE ON archives_filing DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.item_code = 'CN-QY' AND NEW.source <> 'mend' AND OLD.status = 'checked' AND NEW.status NOT IN ('checked', 'discarded') AND integrity_at_work())
  EXECUTE FUNCTION commitments_breach_of_letter_rests();
"""

# A file comes with the check or the report that it proves; both are only ever added, so that who wrote the row is told by xmin.
PROOFS = """
CREATE FUNCTION commitments_letterproof_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM commitments_lettercheck k WHERE k.id = NEW.check_of_id AND k.at >= transaction_timestamp() AND integrity_mine(k.xmin)) THEN
    RAISE EXCEPTION 'A proof comes with its check.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_letterproof_rests AFTER INSERT ON commitments_letterproof FOR EACH ROW EXECUTE FUNCTION commitments_letterproof_rests();
"""

# A version of a template says what its draft said and, for the rest, what the version before it says; it begins after its adoption.
WORDING = """
CREATE OR REPLACE FUNCTION commitments_wording_adopted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM commitments_wordingdraft d JOIN integrity_steptaken s ON s.entry_kind = 'commitments.wordingdraft' AND s.entry_id = d.id AND s.step = 'adopt'
    WHERE d.code = NEW.code AND d.valid_from = CASE TG_OP WHEN 'INSERT' THEN NEW.valid_from ELSE NEW.valid_until END
      AND (TG_OP = 'UPDATE' OR d.body = NEW.body@as_drafted@) AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin)) THEN
    RAISE EXCEPTION 'A template comes into force by the adoption of its draft.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;@as_before@
  RETURN NEW;
END $$;
"""
AS_BEFORE = """
  IF NEW.valid_from <= ((now() - interval '1 minute') AT TIME ZONE 'Asia/Shanghai')::date AND TG_OP = 'INSERT' OR NEW.valid_until <= ((now() - interval '1 minute') AT TIME ZONE 'Asia/Shanghai')::date THEN
    RAISE EXCEPTION 'A template comes into force after its adoption.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'INSERT' AND (NEW.verified OR NEW.valid_until IS NOT NULL OR EXISTS (SELECT FROM unnest(NEW.heads) head WHERE position(head IN NEW.body) = 0)
    OR NOT EXISTS (SELECT FROM commitments_wording b WHERE b.code = NEW.code AND b.valid_until = NEW.valid_from
      AND (b.name, b.name_en, b.family, b.heads, b.yardsticks, b.public) = (NEW.name, NEW.name_en, NEW.family, NEW.heads, NEW.yardsticks, NEW.public))) THEN
    RAISE EXCEPTION 'A template is adopted as it was drafted, with the heads of its kind.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;"""
ADOPTED = WORDING.replace("@as_drafted@", " AND (d.document, d.article) = (NEW.document, NEW.article)").replace("@as_before@", AS_BEFORE)
ADOPTED_BEFORE = WORDING.replace("@as_drafted@", "").replace("@as_before@", "")
DRAFTS = """
CREATE FUNCTION commitments_wordingdraft_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM commitments_wording w WHERE w.id = NEW.wording_id
    AND (w.code, w.body, w.document, w.article, w.valid_from) = (NEW.code, NEW.body, NEW.document, NEW.article, NEW.valid_from)) THEN
    RAISE EXCEPTION 'A draft of a template became the version that says what it said.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_wordingdraft_rests AFTER UPDATE ON commitments_wordingdraft FOR EACH ROW
  WHEN (NEW.wording_id IS NOT NULL AND OLD.wording_id IS DISTINCT FROM NEW.wording_id) EXECUTE FUNCTION commitments_wordingdraft_rests();

CREATE FUNCTION commitments_wordingdraft_ahead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A draft of a template begins on a later day.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER commitments_wordingdraft_ahead BEFORE INSERT ON commitments_wordingdraft FOR EACH ROW
  WHEN (integrity_at_work() AND NEW.valid_from <= ((now() - interval '1 minute') AT TIME ZONE 'Asia/Shanghai')::date)
  EXECUTE FUNCTION commitments_wordingdraft_ahead();
"""

# A file says days and counts that the timer did not measure, so a row says whether one was its source. Of what is there already this is
# not known, but for what still runs and is counted as it was asked.
FROM_FILE = """
ALTER TABLE commitments_handling ADD COLUMN from_file boolean DEFAULT true NOT NULL;
ALTER TABLE commitments_handling ALTER COLUMN from_file SET DEFAULT false;
UPDATE commitments_handling h SET from_file = false
  WHERE h.finished_on IS NULL AND h.asked_again = (SELECT count(*) FROM commitments_materialasked a WHERE a.handling_id = h.id);
"""
# On the timer an application begins to run, is asked for as often as is written down, and is finished on the day of the clock.
TIMED = """
CREATE FUNCTION commitments_handling_begun() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A handling time begins open and uncounted, unless a file says it.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER commitments_handling_begun BEFORE INSERT ON commitments_handling FOR EACH ROW
  WHEN (integrity_at_work() AND NOT NEW.from_file AND (NEW.finished_on IS NOT NULL OR NEW.asked_again <> 0)) EXECUTE FUNCTION commitments_handling_begun();

CREATE FUNCTION commitments_handling_timed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.from_file AND NOT NEW.from_file OR OLD.finished_on IS NULL AND NOT NEW.from_file AND NOT integrity_today(NEW.finished_on)
    OR EXISTS (SELECT FROM commitments_handling h WHERE h.id = NEW.id AND NOT h.from_file
      AND h.asked_again <> (SELECT count(*) FROM commitments_materialasked a WHERE a.handling_id = h.id)) THEN
    RAISE EXCEPTION 'The timer counts what was asked for and ends on its day.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER commitments_handling_timed AFTER UPDATE ON commitments_handling DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (integrity_at_work()) EXECUTE FUNCTION commitments_handling_timed();
"""
TRIGGERS = (
    *(("signedletter", f"signedletter_{name}_rests") for name in ("said", "barred", "found", "filed")),
    *(("lettercheck", "lettercheck_by_its_unit"), ("signedcopy", "signedcopy_by_its_unit"), ("letterproof", "letterproof_rests")),
    *(("wordingdraft", "wordingdraft_rests"), ("wordingdraft", "wordingdraft_ahead")),
    *(("handling", "handling_begun"), ("handling", "handling_timed")),
)
FUNCTIONS = {name: "()" for _table, name in TRIGGERS if not name.endswith("by_its_unit")} | {
    "letter_by_its_unit": "()",
    "breach_of_letter_rests": "()",
    "at_unit": "(bigint, bigint, text[])",
    "plain": "(text)",
    "filled": "(text, text, date)",
}
UNDONE = (
    "".join(f"DROP TRIGGER commitments_{name} ON commitments_{table};" for table, name in TRIGGERS)
    + "DROP TRIGGER commitments_breach_of_letter_rests ON archives_filing;"
    + "".join(f"DROP FUNCTION commitments_{name}{taken};" for name, taken in FUNCTIONS.items())
)

ALLEGED, DECIDED = ("alleged_by_id", "alleged_on"), ("decided_by_id", "decided_on")
LETTER = {
    "accept": ("accepted_by_id", "accepted_on"),
    **dict.fromkeys(("allege", "dismiss"), ALLEGED),
    "keep": DECIDED,
    "break": (*DECIDED, "filing_id"),
    "refile": ("filing_id",),
    **dict.fromkeys(("mend", "rework"), ("mended_by_id",)),
    "repair": ("repaired_by_id", "repaired_on"),
}
SIGNING = {"confirm": ("confirmed_by_id", "confirmed_on", "document_id")}
DRAFT = {"adopt": ("adopted_by_id", "wording_id")}


class Migration(migrations.Migration):
    dependencies = [("commitments", "0011_asked_of_each_step"), ("integrity", "0006_by_its_step"), ("archives", "0031_staged_rows_and_powers")]

    operations = [
        migrations.RunSQL(
            FROM_FILE,
            "ALTER TABLE commitments_handling DROP COLUMN from_file",
            state_operations=[
                migrations.AddField(
                    "handling", "from_file", models.BooleanField(db_default=False, default=False, editable=False, verbose_name="told by a file")
                )
            ],
        ),
        migrations.RunSQL(AT_UNIT + ENTERED + FOUND + FILED + PROOFS + DRAFTS + TIMED, UNDONE),
        migrations.RunSQL(ADOPTED, ADOPTED_BEFORE),
        guards.by_its_step("commitments_signedletter", "commitments.signedletter", LETTER),
        guards.by_its_step("commitments_signing", "commitments.signing", SIGNING),
        guards.by_its_step("commitments_wordingdraft", "commitments.wordingdraft", DRAFT),
        guards.today("commitments_signedletter", "accepted_on", "alleged_on", "decided_on", "repaired_on"),
        guards.today("commitments_signing", "confirmed_on"),
        guards.clock("commitments_signedcopy", "at"),
        guards.clock("commitments_letterproof", "at"),
    ]
