"""Which bodies a campaign is about, and what is missing of each: asked of court lists, tickets and talks on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from archives.models import Subject
from archives.periods import add_months
from discipline.models import CourtEntry

from ..models import Ticket
from .models import Campaign, HotspotRule, Talk, own_units


@dataclass
class Row:
    """One body of a campaign: entries of court lists that stand, tickets that count, and the last talk with it."""

    body: Subject
    listed: int
    tickets: int
    talk: Talk | None

    @property
    def missing(self) -> str:
        """What is to be done next; empty where nothing is."""
        if self.talk is None:
            return _("the talk")
        if self.talk.result is None:
            return _("the re-check, by another than %(who)s") % {"who": self.talk.held_by}
        return _("another talk: it was not put right") if self.talk.result == Talk.Result.NOT_YET else ""


def day_of(campaign: Campaign, today: date) -> date:
    """The day on which a campaign is asked: today, and its last day once it is over."""
    return min(today, campaign.until_on - timedelta(days=1))


def hot(on: date) -> dict[int, int]:
    """Bodies with as many tickets as the rule of that day counts, founded or by petition: body → tickets."""
    rule = HotspotRule.objects.in_force(on).order_by("-valid_from").first()
    if rule is None:
        return {}
    counts = Ticket.objects.filter(received_on__gt=add_months(on, -rule.months), received_on__lte=on).exclude(status=Ticket.Status.REFUSED)
    counts = counts.filter(Q(outcome=Ticket.Outcome.FOUNDED) | Q(channel=Ticket.Channel.PETITION))
    found = counts.values("accused").annotate(n=Count("pk")).filter(n__gte=rule.tickets)
    return dict(found.order_by().values_list("accused", "n"))


def listed(on: date) -> dict[int, int]:
    """Bodies on a court list that day: body → entries."""
    found = CourtEntry.objects.standing(on).order_by().values("body").annotate(n=Count("pk"))
    return dict(found.values_list("body", "n"))


def rows_of(campaign: Campaign, user, today: date) -> list[Row]:
    """The bodies of a campaign that has begun, and those talked to in it; none in which ``user`` holds a role."""
    if campaign.from_on > today:
        return []
    on = day_of(campaign, today)
    courts, tickets, talks = listed(on), hot(on), {}
    for talk in campaign.talks.select_related("held_by", "rechecked_by").order_by("held_on", "pk"):
        talks[talk.body_id] = talk
    found = Subject.objects.filter(pk__in={*courts, *tickets, *talks}).exclude(pk__in=own_units(user, today))
    return [Row(body, courts.get(body.pk, 0), tickets.get(body.pk, 0), talks.get(body.pk)) for body in found.order_by("sort_key", "code")]
