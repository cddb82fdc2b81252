"""What PostgreSQL refuses of campaigns: rows of the table of ``tests/integrity/test_guards.py``, as in ``tests/discipline/guarded.py``."""

RULE = "INSERT INTO complaints_hotspotrule (tickets, months, document, article, valid_from, valid_until, verified) VALUES (%s, %s, 'x', '', '2026-01-01', %s, false)"
CAMPAIGN = """INSERT INTO complaints_campaign (name, ground, from_on, until_on, officer_id, made_by_id)
  VALUES ('n', 'g', '2026-09-21', '2026-12-31', {zhou}, {zhou})"""
TALK = """INSERT INTO complaints_talk (campaign_id, body_id, held_on, held_by_id, minutes)
  SELECT max(id), {housing}, '2026-09-22', {zhou}, 'm' FROM complaints_campaign"""
HELD = f"{CAMPAIGN}; {TALK}"
SET = "UPDATE complaints_talk SET "
RECHECK = "rechecked_on = '2026-09-23', rechecked_by_id = {sun}, result = 'put_right', found = 'f'"
CHECKED = f"{HELD}; {SET}{RECHECK}"


def _constraint(table, name, sql, first=""):
    return ("constraint", f"complaints_{table}", name, sql, "", first)


def _trigger(table, name, sql, refusal, first=""):
    return ("trigger", f"complaints_{table}", f"complaints_{name}", sql, refusal, first)


ROWS = [
    *(_constraint("hotspotrule", "hotspot_values", RULE % (*values, "NULL")) for values in ((0, 1), (1, 0))),
    _constraint("hotspotrule", "hotspot_half_open", RULE % (1, 1, "'2026-01-01'")),
    *(_constraint("campaign", "campaign_says_something", CAMPAIGN.replace(given, "''")) for given in ("'n'", "'g'")),
    _constraint("campaign", "campaign_ends_after_it_begins", CAMPAIGN.replace("'2026-12-31'", "'2026-09-21'")),
    _trigger("campaign", "campaign_append_only", "UPDATE complaints_campaign SET name = 'x'", "only ever added", CAMPAIGN),
    _trigger("campaign", "campaign_append_only", "DELETE FROM complaints_campaign", "only ever added", CAMPAIGN),
    _constraint("talk", "talk_says_something", TALK.replace("'m'", "''"), CAMPAIGN),
    *(_constraint("talk", "talk_recheck_is_whole", SET + RECHECK.replace(given, other), HELD) for given, other in (
        ("'2026-09-23'", "NULL"), ("'2026-09-23'", "'2026-09-21'"), ("{sun}", "NULL"), ("'put_right'", "'other'"), ("'put_right'", "NULL"), ("'f'", "''"), ("'f'", "NULL"),
    )),
    _constraint("talk", "talk_rechecked_by_another", SET + RECHECK.replace("{sun}", "{zhou}"), HELD),
    *(
        _trigger("talk", "talk_fixed", SET + change, "is fixed", HELD)
        for change in ("body_id = {market}", "held_on = '2026-09-21'", "held_by_id = {sun}", "minutes = 'x'", "made_at = made_at + interval '1 day'")
    ),
    _trigger("talk", "talk_fixed", f"{SET}campaign_id = (SELECT max(id) FROM complaints_campaign)", "is fixed", f"{HELD}; {CAMPAIGN}"),
    *(
        _trigger("talk", "talk_set_once", SET + change, "set once", CHECKED)
        for change in ("rechecked_on = '2026-09-24'", "rechecked_by_id = {gao}", "result = 'not_yet'", "found = 'x'")
    ),
]  # fmt: skip
