"""Pages of campaigns: one campaign with its bodies and what is missing, its forms, and the own talks of a body."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from archives.forms import without_identities
from archives.models import Membership, Role
from discipline.forms import DAY
from integrity.errors import Refused
from integrity.lists import open_list
from integrity.once import once
from integrity.said import in_words

from . import actions
from .bodies import rows_of
from .models import Campaign, HotspotRule, Talk

WORDS = {"max_length": actions.SIGNS, "widget": forms.Textarea(attrs={"rows": 6})}


class CampaignForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("campaign", "Name"), max_length=100)
    ground = forms.CharField(
        label=pgettext_lazy("campaign", "Ground"), max_length=400, help_text=gettext_lazy("The document that orders it.")
    )
    from_on = forms.DateField(label=gettext_lazy("From"), **DAY)
    until_on = forms.DateField(label=gettext_lazy("To (included)"), **DAY)
    officer = forms.ModelChoiceField(queryset=None, label=gettext_lazy("Officer in charge"), empty_label=None)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = actions.officers(timezone.localdate())

    def clean_until_on(self):
        """The last day, as people say it; kept is the first day on which it is over."""
        return self.cleaned_data["until_on"] + timedelta(days=1)


class TalkForm(forms.Form):
    held_on = forms.DateField(label=gettext_lazy("Held on"), **DAY)
    minutes = forms.CharField(
        label=gettext_lazy("Minutes"),
        help_text=gettext_lazy("The body reads them word for word: nothing of who complained, nothing of a case that was not told to it."),
        **WORDS,
    )


class RecheckForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("Re-checked on"), **DAY)
    result = forms.ChoiceField(label=pgettext_lazy("re-check", "Result"), choices=Talk.Result.choices, widget=forms.RadioSelect)
    found = forms.CharField(label=gettext_lazy("What the re-check found"), **WORDS)


def _context(request, **extra) -> dict:
    return {**admin.site.each_context(request), "list_title": _("Campaigns"), **extra}


@require_GET
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: its bodies, why they are on it, and what is missing of each."""
    today, user = timezone.localdate(), request.user
    found = get_object_or_404(Campaign.objects.visible_to(user, today).select_related("officer"), pk=pk)
    rows, leads = rows_of(found, user, today), Membership.holds(user, Role.OFFICER, today)
    talks = found.talks.visible_to(user, today).select_related("body", "held_by", "rechecked_by")
    context = _context(
        request,
        title=found.name,
        campaign=found,
        list_url=open_list("complaints_campaign", user),
        rule=HotspotRule.objects.in_force(today).order_by("-valid_from").first(),
        rows=[{"row": row, **_next(row, user, leads and found.from_on <= today < found.until_on, leads, found)} for row in rows],
        talks=talks,
        lacking=sum(bool(row.missing) for row in rows),
        state="ahead" if today < found.from_on else "over" if today >= found.until_on else "running",
    )
    return TemplateResponse(request, "staff/campaign.html", context)


def _next(row, user, may_talk: bool, leads: bool, found: Campaign) -> dict:
    """The form that ``user`` may open about a body, if any."""
    if row.talk is not None and row.talk.result is None:
        may = leads and row.talk.held_by_id != user.pk
        return {"url": reverse("staff_campaign_recheck", args=[row.talk.pk]), "words": _("Write down the re-check")} if may else {}
    if row.missing and may_talk:
        return {"url": reverse("staff_campaign_talk", args=[found.pk, row.body.pk]), "words": _("Write down the talk")}
    return {}


def _form(request, form, act, to: str, **context) -> HttpResponse:
    """Show ``form``; posted, call ``act`` with what it holds and go on to ``to`` (of what was made)."""
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made = act(**form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, _("Written down."))
                return redirect(to, pk=getattr(made, "campaign_id", made.pk))
        without_identities(form)
    return TemplateResponse(request, "staff/plain_form.html", _context(request, form=form, **context), status=status)


@require_http_methods(["GET", "POST"])
@once
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a campaign."""
    actions.must_be_officer(request.user, timezone.localdate())
    form = CampaignForm(request.POST or None, initial={"officer": request.user.pk, "from_on": timezone.localdate()})
    context = {
        "title": _("Begin a campaign"),
        "lead": _("Bodies on court lists, and those with many founded tickets or petitions, are on it by themselves; with each a talk is held, and another person re-checks."),
        "button": _("Begin"),
        "list_url": reverse("admin:complaints_campaign_changelist"),
    }  # fmt: skip
    return _form(request, form, lambda **said: actions.begin(by=request.user, **said), "staff_campaign", **context)


@require_http_methods(["GET", "POST"])
@once
def talk(request: HttpRequest, pk: int, body: int) -> HttpResponse:
    """The minutes of a talk with one body of a campaign."""
    today, user = timezone.localdate(), request.user
    actions.must_be_officer(user, today)
    found = get_object_or_404(Campaign.objects.visible_to(user, today), pk=pk)
    about = next((row.body for row in rows_of(found, user, today) if row.body.pk == body), None)
    if about is None:
        raise Http404
    form = TalkForm(request.POST or None, initial={"held_on": today})
    lead = _("What was said to %(body)s in %(campaign)s, and what it undertook.") % {"body": about, "campaign": found}
    context = {
        "title": _("Minutes of a talk"),
        "lead": lead,
        "button": pgettext("campaign", "Write it down"),
        "list_url": reverse("staff_campaign", args=[pk]),
    }
    act = lambda **said: actions.talk(campaign=found, body=about, by=user, **said)  # noqa: E731
    return _form(request, form, act, "staff_campaign", **context | {"list_title": found.name})


@require_http_methods(["GET", "POST"])
@once
def recheck(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether what was talked about was put right."""
    today, user = timezone.localdate(), request.user
    actions.must_be_officer(user, today)
    held = get_object_or_404(Talk.objects.visible_to(user, today).select_related("campaign", "body"), pk=pk)
    form = RecheckForm(request.POST or None, initial={"on": today})
    lead = _("The talk with %(body)s was held on %(day)s; another person looks whether the matter was put right.") % {
        "body": held.body,
        "day": in_words(held.held_on),
    }
    back = reverse("staff_campaign", args=[held.campaign_id])
    context = {
        "title": _("Re-check"),
        "lead": lead,
        "button": pgettext("campaign", "Write it down"),
        "list_url": back,
        "list_title": held.campaign.name,
    }
    return _form(request, form, lambda **said: actions.recheck(talk=held, by=user, **said), "staff_campaign", **context)


@require_GET
def talks(request: HttpRequest) -> HttpResponse:
    """The minutes of the talks held with a unit of one's own."""
    today = timezone.localdate()
    if not Role.of(request.user, today) & {Role.CLERK, Role.HEAD}:
        raise Http404
    found = Talk.objects.told_to(request.user, today).select_related("campaign", "body")
    return TemplateResponse(request, "staff/talks.html", _context(request, title=_("Talks with my unit"), talks=found))
