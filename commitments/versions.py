"""The flow of a version: proposed with reason and authority, adopted by the credit office, or discarded. The first is adopted with the publication."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.models import PowerItem
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.said import in_words
from integrity.workflow import Flow, Step

from .handling.measured import measured
from .models import Commitment, Version, Wording
from .wording import must_have_heads

S = Version.Status
Y = Version.Yardstick
CHANGE = "国发〔2016〕76号：改变政府承诺须依照法定权限和程序"
PERFORM = "国发〔2016〕76号：坚持守信践诺"
LEGAL_TERM = "行政许可法第四十二条、第四十三条：法定办结时限"
IN_TIME = "政务诚信建设任务12：服务承诺、限时办结"  # S3a 12
LONGEST = 4000  # signs of a text
ENVIRONMENT, PURCHASER = "environment", "purchaser"  # codes of kinds that ask for more


def must_be_checkable(version: Version, wording: Wording) -> None:
    """:class:`Refused` for a yardstick that the kind does not know, or that lacks the numbers by which it could be checked."""
    refusal, article = None, PERFORM
    known = wording.yardsticks or list(Y.values)
    label = version.get_yardstick_display()
    if version.yardstick not in Y.values or version.yardstick not in known:
        names = "、".join(str(Y(name).label) for name in known)
        refusal = _("A commitment of the kind “%(kind)s” is measured by: %(known)s. Choose one of these.") % {
            "kind": wording.label,
            "known": names,
        }
    elif version.yardstick in (Y.LEVEL, Y.QUANTITY) and (version.target is None or not version.measure.strip()):
        refusal = _("“%(yardstick)s” cannot be checked without a target and what it is measured in; write both.") % {"yardstick": label}
    elif version.yardstick == Y.TIME and (version.matter is None or not version.days or version.target is None):
        refusal = _("A handling time cannot be checked without its matter, the working days and the share of cases; write the three.")
    elif version.yardstick == Y.TIME and not 0 < version.target <= 100:
        refusal = _("The share of cases within the time lies between 0 and 100 per cent; correct it.")
    elif version.yardstick == Y.TIME and version.at_most:
        refusal = _("The share of cases within the time is a least: a target of at most would be kept by none in time. Leave “at most” out.")
    elif version.yardstick == Y.TIME and not version.matter.is_matter:
        refusal = _("%(item)s is no approval matter, so no handling times come in for it; choose a matter.") % {"item": version.matter}
    elif version.yardstick == Y.TIME and version.matter.statutory_days and version.days > version.matter.statutory_days:
        said = {"item": version.matter, "days": version.days, "n": version.matter.statutory_days}
        refusal, article = _("The legal term of %(item)s is %(n)d working days; a commitment to %(days)d is longer than the law allows.") % said, LEGAL_TERM
    elif version.yardstick == Y.TIME and version.matter.promised_days and version.days > version.matter.promised_days:
        said = {"item": version.matter, "days": version.days, "n": version.matter.promised_days}
        refusal = _("The list of matters promises %(item)s within %(n)d working days; a commitment to %(days)d would promise less than that.") % said
        article = IN_TIME
    elif version.yardstick == Y.DATE and version.target is not None:
        refusal = _("What is done by a date has no target number; leave it empty, or choose a quantity.")
    elif version.tolerance is not None and (version.target is None or not 0 <= version.tolerance < abs(version.target)):
        refusal = _("A tolerance lies between zero and the target; correct it.")
    if refusal:
        raise Refused(refusal, article=article)


def must_be_lawful(version: Version, commitment: Commitment, today: date) -> None:
    """:class:`Refused` for words, heads, yardstick or day with which a version cannot be in force from ``today`` on."""
    for name in ("title", "text", "measure", "source", "reason", "authority"):
        setattr(version, name, getattr(version, name).strip())
        refuse_identities(getattr(version, name))
    if not version.title or not version.text:
        raise Refused(_("A commitment has a title and a text; write both."))
    if len(version.text) > LONGEST:
        raise Refused(_("The text of a commitment has %(n)d signs at most; shorten it.") % {"n": LONGEST})
    must_have_heads(commitment.wording, version.text, commitment.unit)
    must_be_checkable(version, commitment.wording)
    _must_say_its_own(version, commitment)
    if version.due_on <= today:
        raise Refused(
            _("It would be due on %(day)s, before or on the day of its publication; choose a later day.")
            % {"day": in_words(version.due_on)},
            article=PERFORM,
        )
    if version.matter and (version.matter.unit_id != commitment.unit_id):
        raise Refused(
            _("%(item)s is a matter of another unit; choose one of %(unit)s.") % {"item": version.matter, "unit": commitment.unit}
        )
    if version.matter and not PowerItem.objects.in_force(today).filter(pk=version.matter_id).exists():
        raise Refused(_("This version of %(item)s is not in force today; choose the present one.") % {"item": version.matter})


def _must_say_its_own(version: Version, commitment: Commitment) -> None:
    """What its kind asks for besides: the target of the environment its baseline and source, the letter of a purchaser its project."""
    kind = commitment.wording
    if kind.code == ENVIRONMENT and (version.baseline is None or not version.source):
        raise Refused(_("A target of the environment names its baseline and the source of its figures; write both."), article=kind.cited)
    if kind.code == PURCHASER and not commitment.project_no:
        raise Refused(_("A purchaser’s letter belongs to a project; write the number of the project or contract."), article=kind.cited)


def within(version: Version, value: Decimal) -> bool:
    """Whether ``value`` keeps the target of ``version``, its tolerance counted in."""
    slack = version.tolerance or Decimal(0)
    return value <= version.target + slack if version.at_most else value >= version.target - slack


def in_numbers(version: Version) -> str:
    """The target with what it is measured in: at least 92 %."""
    said = {"target": _plain(version.target), "measure": "%" if version.yardstick == Y.TIME else version.measure}
    return (_("at most %(target)s %(measure)s") if version.at_most else _("at least %(target)s %(measure)s")) % said


def _plain(value: Decimal) -> str:
    """A number as it is written: without the zeros of its column."""
    return f"{Decimal(value).normalize():f}"


def must_be_kept(version: Version, value: Decimal | None, today: date) -> None:
    """:class:`Refused` where what was measured misses the target and its tolerance, or where nothing was measured.

    ``value``: what the unit reported of a level or a quantity. A handling time is asked of the cases in the register, whoever says what.
    What is done by a date has no number; its proof is judged by who verifies.
    """
    must_reach(version, value)
    if version.yardstick == Y.TIME:
        if today < version.due_on:
            raise Refused(
                _("A handling time is promised until %(day)s; whether it was kept is measured from that day on.") % {"day": in_words(version.due_on)},
                article=PERFORM,
            )
        found = measured(version, today)
        if found is None or not found.cases:
            raise Refused(
                _("No case of %(matter)s was finished since it is in force, so nothing shows that it was kept; import the handling times first.")
                % {"matter": version.matter},
                article=PERFORM,
            )
        if not within(version, found.within):
            said = {"n": found.cases, "share": _plain(found.within), "days": version.days, "target": in_numbers(version)}
            raise Refused(
                _("Of %(n)s cases %(share)s%% were finished within %(days)s working days, and the commitment is %(target)s: it was not kept.") % said,
                article=PERFORM,
            )


def must_reach(version: Version, value: Decimal | None) -> None:
    """:class:`Refused` where ``value``, reported of a level or a quantity, misses the target and its tolerance, or is none."""
    if version.yardstick in (Y.LEVEL, Y.QUANTITY):
        if value is None:
            raise Refused(_("The report names no measured number, and the commitment is %(target)s.") % {"target": in_numbers(version)}, article=PERFORM)
        if not within(version, value):
            said = {"value": _plain(value), "measure": version.measure, "target": in_numbers(version)}
            raise Refused(
                _("Measured were %(value)s %(measure)s, and the commitment is %(target)s: it was not kept; ask for other proof or find it broken.") % said,
                article=PERFORM,
            )


def another_person(version, by, today):
    if by.pk == version.made_by_id:
        raise Refused(_("You proposed this version, so a colleague must adopt it."))


def still_running(version, by, today):
    """as long as the commitment is neither verified nor ended"""
    if version.commitment.status != Commitment.Status.PUBLISHED:
        raise Refused(
            _("%(commitment)s is no longer in performance, so nothing of it changes.") % {"commitment": version.commitment}, article=CHANGE
        )


def before_it_was_due(version, by, today):
    """a change is adopted before the day of the version in force, never after it passed"""
    if version.commitment.version.due_on < today:
        raise Refused(
            _("%(commitment)s was due on %(day)s; what was not kept in time is not changed afterwards.")
            % {"commitment": version.commitment, "day": in_words(version.commitment.version.due_on)},
            article=CHANGE,
        )


def lawful(version, by, today):
    """its words, its heads and its yardstick, as of today"""
    must_be_lawful(version, version.commitment, today)


def being_published(version, by, today):
    """with the publication of its commitment"""
    # The step of the commitment is written before its effect, which takes this one.
    publishing = version.commitment.status == Commitment.Status.REVIEWING and version.commitment.taken.last()
    if version.no != 1 or not publishing or publishing.step != "publish":
        raise Refused(_("The first version comes into force with the publication of its commitment."))


def a_change(version, by, today):
    """a change; the first version goes with its commitment"""
    if version.no == 1:
        raise Refused(_("The first version comes into force with the publication of its commitment."))


def adopt(version, *, by, reason, today):
    """The version before ends on the day on which this one begins; both stay visible side by side."""
    before = version.commitment.versions.filter(status=S.ADOPTED, valid_until__isnull=True).first()
    if before is not None:
        before.valid_until = today
        before.save(update_fields=["valid_until"])
    version.adopted_by, version.valid_from = by, today


VERSION = Flow(
    name="version of a commitment",
    initial=S.OPEN,
    steps=(
        Step(
            "begin",
            (S.OPEN,),
            S.ADOPTED,
            gettext_lazy("Begin with the publication"),
            gettext_lazy("The first version is in force from the day of the publication."),
            decides=True,
            rules=(another_person, being_published),
            effect=adopt,
        ),
        Step(
            "adopt",
            (S.OPEN,),
            S.ADOPTED,
            gettext_lazy("Adopt the change"),
            gettext_lazy("From today the new text and date hold; the old ones stay visible beside them, with reason and authority."),
            decides=True,
            rules=(another_person, still_running, before_it_was_due, lawful),
            effect=adopt,
        ),
        Step(
            "refuse",
            (S.OPEN,),
            S.DISCARDED,
            gettext_lazy("Refuse the change"),
            gettext_lazy("The commitment stays as it is; the unit reads your reason."),
            needs_reason=True,
            decides=True,
            rules=(another_person, a_change),
        ),
        Step(
            "withdraw",
            (S.OPEN,),
            S.DISCARDED,
            gettext_lazy("Withdraw the proposal"),
            gettext_lazy("Nothing changes."),
            rules=(a_change,),
        ),
    ),
)
