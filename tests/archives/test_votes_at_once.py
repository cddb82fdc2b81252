"""Three members, four votes at the same moment, each over a connection of its own."""

import threading

from django.db import connection

from accounts.models import User
from archives import actions

from .appraisal import appraised


def test_two_members_vote_at_the_same_moment_and_both_count(committed, login):
    def who(name):
        return User.objects.get(username=name)

    filing = appraised(who)
    outcomes = []

    def cast(member):
        try:
            outcomes.append(actions.vote(filing=filing, by=who(member), choice="for").choice)
        except Exception as error:
            outcomes.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=cast, args=(m,)) for m in ("pan", "pei", "ping", "pan")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(o for o in outcomes if o == "for") == ["for"] * 3, outcomes
    assert filing.votes.count() == 3
