"""The staff API: reads, steps and uploads, each scoped by ``visible_to`` and by the same rules as the staff site."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view, inline_serializer
from rest_framework import exceptions, mixins, permissions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from integrity import jobs
from integrity.api import Detail, refuse_unknown
from integrity.posted import whole
from integrity.workflow import advance, objection_to

from . import actions, deliveries, reports
from .imports.layouts import LAYOUTS
from .life import life_of
from .models import CatalogueItem, Delivery, Filing, ItemField, Record, Role, Subject, Vote
from .opening import refuse_personal_filing, refuse_personal_record
from .remedies import made_good
from .scopes import scopes_for

REFUSALS = {400: OpenApiTypes.OBJECT, 401: Detail, 403: Detail, 404: Detail, 409: Detail}
TEXT = {"trim_whitespace": True, "max_length": 2000}


class AtWork(permissions.IsAuthenticated):
    """Whoever holds a role other than that of the security administrator today."""

    def has_permission(self, request, view) -> bool:
        return super().has_permission(request, view) and bool(Role.of(request.user) - {Role.SECURITY})


class Scoped:
    """Only what the account may see; anything else answers as if it did not exist."""

    permission_classes = (AtWork,)
    parameters: dict[str, tuple[str, ...]] = {}  # what may be asked of one thing, by action

    def initial(self, request, *args, **kwargs):
        """An attempt at one thing is noted before anybody asks for a role or a method: nothing about a person goes this way."""
        self.perform_authentication(request)
        if request.user.is_authenticated:
            self.refuse_personal(request.user, kwargs)
        super().initial(request, *args, **kwargs)
        if self.action and self.action != "list":
            refuse_unknown(request.query_params, self.parameters.get(self.action, ()))

    def refuse_personal(self, user, asked: dict) -> None:
        """Note the attempt and raise ``Http404`` where what is asked for is about a person."""

    def get_queryset(self):
        queryset = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return queryset.none()
        return queryset.visible_to(self.request.user)


# ── subjects ─────────────────────────────────────────────────────────────────────────────────────


class SubjectAnswer(serializers.ModelSerializer):
    superior = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = Subject
        fields = ("code", "kind", "name", "superior")


class SubjectFilter(filters.FilterSet):
    name = filters.CharFilter(lookup_expr="contains", max_length=200)
    kind = filters.ChoiceFilter(choices=Subject.Kind.choices)

    class Meta:
        model = Subject
        fields = ("kind", "name")


@extend_schema_view(list=extend_schema(responses={200: SubjectAnswer(many=True), **REFUSALS}), retrieve=extend_schema(responses={200: SubjectAnswer, **REFUSALS}))
class Subjects(Scoped, viewsets.ReadOnlyModelViewSet):
    """Bodies, enterprises and organisations, by credit code."""

    queryset = Subject.objects.filter(address__isnull=True).select_related("superior")
    serializer_class = SubjectAnswer
    filterset_class = SubjectFilter
    lookup_field = "code"
    lookup_value_regex = "[0-9A-Z]{18}"


# ── catalogue ────────────────────────────────────────────────────────────────────────────────────


class FieldAnswer(serializers.ModelSerializer):
    class Meta:
        model = ItemField
        fields = ("key", "label", "label_en", "official_code", "type", "scope", "required", "max_length")


class ItemAnswer(serializers.ModelSerializer):
    edition = serializers.SlugRelatedField("code", read_only=True)
    fields_of_item = FieldAnswer(many=True, read_only=True, source="fields")

    class Meta:
        model = CatalogueItem
        fields = ("id", "edition", "code", "name", "name_en", "category", "subject_kinds", "document", "article", "scope", "panel", "sign_off", "routing", "fields_of_item")


@extend_schema_view(list=extend_schema(responses={200: ItemAnswer(many=True), **REFUSALS}), retrieve=extend_schema(responses={200: ItemAnswer, **REFUSALS}))
class Items(viewsets.ReadOnlyModelViewSet):
    """The catalogue: what may be recorded, with its legal basis and fields, edition by edition."""

    permission_classes = (AtWork,)
    queryset = CatalogueItem.objects.select_related("edition").prefetch_related("fields")
    serializer_class = ItemAnswer
    filterset_fields = ("code", "category")
    lookup_value_regex = "[0-9]{1,18}"


# ── records ──────────────────────────────────────────────────────────────────────────────────────


class RecordAnswer(serializers.ModelSerializer):
    """One version of a record; ``facts`` holds the fields whose scope the account may see."""

    subject = serializers.CharField(source="subject.code")
    item = serializers.CharField(source="item.code")
    issuer = serializers.CharField(source="issuer.code")
    subject_name = serializers.CharField(source="content.subject_name")
    issuer_name = serializers.CharField(source="content.issuer_name")
    doc_no = serializers.CharField(source="content.doc_no")
    basis = serializers.CharField(source="content.basis")
    facts = serializers.SerializerMethodField()
    shown_from = serializers.DateTimeField(source="shown.lower", allow_null=True, default=None)
    shown_until = serializers.DateTimeField(source="shown.upper", allow_null=True, default=None)
    objected_from = serializers.DateTimeField(read_only=True, allow_null=True, help_text="Since when it is under objection; null while it is not.")

    made_good_on = serializers.SerializerMethodField(help_text="When it was verified that what the record tells of was put right; null where it was not.")
    standing = serializers.SerializerMethodField(help_text="Whether it may be shared and used now: not withdrawn, repaired or shielded.")

    class Meta:
        model = Record
        fields = (
            *("number", "version", "subject", "subject_name", "item", "issuer", "issuer_name", "doc_no", "decided_on", "tier", "amount", "basis", "facts"),
            *("scope", "minimum_until", "ends_on", "shown_from", "shown_until", "report_due_on", "known_from", "withdrawn_at", "withdrawn_reason", "objected_from", "made_good_on", "standing"),
        )

    def get_made_good_on(self, record) -> date | None:
        known = self.context.get("made_good")
        return (made_good([record.number]) if known is None else known).get(record.number)

    def get_standing(self, record) -> bool:
        return record.is_standing()

    def get_facts(self, record) -> dict[str, dict[str, str]]:
        seen = scopes_for(self.context["request"].user, record)
        return {scope: facts for scope, facts in record.content.facts.items() if scope in seen}


class RecordFilter(filters.FilterSet):
    subject = filters.CharFilter("subject__code", max_length=32)
    item = filters.CharFilter("item__code", max_length=20)
    decided_from = filters.DateFilter("decided_on", "gte")
    decided_until = filters.DateFilter("decided_on", "lt")

    class Meta:
        model = Record
        fields = ("subject", "item", "decided_from", "decided_until")


class Reason(serializers.Serializer):
    reason = serializers.CharField(**TEXT)


class EventAnswer(serializers.Serializer):
    at = serializers.DateTimeField()
    label = serializers.CharField()
    by = serializers.CharField()
    reason = serializers.CharField()


@extend_schema_view(list=extend_schema(responses={200: RecordAnswer(many=True), **REFUSALS}), retrieve=extend_schema(responses={200: RecordAnswer, **REFUSALS}))
class Records(Scoped, viewsets.ReadOnlyModelViewSet):
    """The records as we know them now."""

    queryset = Record.objects.current().with_objections().select_related("subject", "item", "issuer", "content", "filing")
    serializer_class = RecordAnswer
    filterset_class = RecordFilter
    lookup_field = "number"
    lookup_value_regex = "[0-9A-Za-z-]{1,40}"

    def get_queryset(self):
        """In a list stands what may be shared; what is repaired or shielded is opened one by one, and says so. The auditor's has all."""
        found = super().get_queryset()
        return found.left_over(self.request.user) if self.action == "list" and self.request is not None else found

    def refuse_personal(self, user, asked):
        if "number" in asked:
            refuse_personal_record(user, asked["number"])

    def get_serializer(self, *args, **kwargs):
        """Whatever leaves is noted before it does: who receives which versions."""
        if args and self.request is not None:
            told = args[0] if kwargs.get("many") else [args[0]]
            deliveries.note(by=self.request.user, how=Delivery.How.API, records=Record.objects.filter(pk__in=[record.pk for record in told]), about=self.action)
            kwargs["context"] = {**self.get_serializer_context(), "made_good": made_good(record.number for record in told)}
        return super().get_serializer(*args, **kwargs)

    @extend_schema(responses={200: EventAnswer(many=True), **REFUSALS}, filters=False)
    @action(detail=True, pagination_class=None)
    def life(self, request, number):
        """Everything that happened to the record, as far as the account may know it."""
        record = self.get_object()
        return Response(EventAnswer(life_of(record.number, request.user), many=True).data)

    @extend_schema(request=Reason, responses={200: RecordAnswer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def withdrawal(self, request, number):
        """Take the record down at once; a second person confirms."""
        record, body = self.get_object(), valid(Reason, request)
        actions.withdraw(number=record.number, by=request.user, reason=body["reason"])
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None, responses={200: RecordAnswer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def confirmation(self, request, number):
        """Confirm a colleague's withdrawal."""
        record = self.get_object()
        actions.confirm_withdrawal(number=record.number, by=request.user)
        return Response(self.get_serializer(self.get_object()).data)


# ── filings ──────────────────────────────────────────────────────────────────────────────────────


class FilingAnswer(serializers.ModelSerializer):
    unit = serializers.SlugRelatedField("code", read_only=True)
    made_by = serializers.CharField(source="made_by.name")

    class Meta:
        model = Filing
        fields = (
            *("id", "number", "unit", "item_code", "layout", "filename", "file_sha256", "status", "stages", "revision", "made_by", "made_at"),
            *("rows", "new", "changed", "unchanged", "bad", "late", "good_only", "submitted_at", "decided_at"),
        )


class Upload(serializers.Serializer):
    unit = serializers.CharField(max_length=18, help_text="Credit code of the unit that files.")
    layout = serializers.ChoiceField(choices=sorted(LAYOUTS), required=False, allow_blank=True, default="", help_text="Empty: told by the header.")
    file = serializers.FileField(max_length=200)


class StepAsked(serializers.Serializer):
    step = serializers.CharField(max_length=40)
    reason = serializers.CharField(required=False, allow_blank=True, default="", **TEXT)
    revision = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=2**31 - 1, help_text="The revision that was seen; a decision needs it.")


class VoteAsked(serializers.Serializer):
    choice = serializers.ChoiceField(choices=Vote.Choice.choices)
    reason = serializers.CharField(required=False, allow_blank=True, default="", **TEXT)


class RowError(serializers.Serializer):
    row = serializers.IntegerField()
    column = serializers.CharField()
    header = serializers.CharField()
    value = serializers.CharField()
    rule = serializers.CharField()
    message = serializers.CharField()
    mend = serializers.CharField()


STEPS_ANSWER = inline_serializer("StepsOpen", {"step": serializers.CharField(), "label": serializers.CharField(), "needs_reason": serializers.BooleanField()}, many=True)


def steps_open(entry, user, today) -> list:
    """The steps that ``user`` can take now."""
    return [s for s in entry.flow.from_status(entry.status) if not s.by_system and objection_to(entry, s, user, today) is None]


def take_step(entry, *, by, step: str, reason: str, revision: int | None):
    return advance(entry, step, by=by, reason=reason, seen=revision)


def steps_of(answer, asked=StepAsked, opens=steps_open, takes=take_step):
    """The address ``steps/`` of one entry, for any kind of entry: ``opens`` says which steps there are, ``takes`` takes one with what
    ``asked`` holds, by the same action as the page."""

    @extend_schema(methods=["get"], responses={200: STEPS_ANSWER, **REFUSALS}, filters=False)
    @extend_schema(methods=["post"], request=asked, responses={200: answer, **REFUSALS})
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def steps(self, request, pk):
        """The steps that this account can take now; POST takes one."""
        entry = self.get_object()
        if request.method == "GET":
            found = opens(entry, request.user, timezone.localdate())
            return Response([{"step": s.name, "label": str(s.label), "needs_reason": s.needs_reason} for s in found])
        takes(entry, by=request.user, **valid(asked, request))
        return Response(answer(self.get_object(), context=self.get_serializer_context()).data)

    return steps


@extend_schema_view(list=extend_schema(responses={200: FilingAnswer(many=True), **REFUSALS}), retrieve=extend_schema(responses={200: FilingAnswer, **REFUSALS}))
class Filings(Scoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Filings: upload a file, follow its check, take its steps. Those about a civil servant are opened in the staff site
    only, where the read log notes it."""

    queryset = Filing.objects.filter(person__isnull=True).select_related("unit", "made_by")
    serializer_class = FilingAnswer
    filterset_fields = ("status", "item_code")
    parameters = {"errors": ("start",)}
    lookup_value_regex = "[0-9]{1,18}"

    def refuse_personal(self, user, asked):
        if "pk" in asked:
            refuse_personal_filing(user, int(asked["pk"]))

    @extend_schema(request={"multipart/form-data": Upload}, responses={201: FilingAnswer, **REFUSALS})
    def create(self, request):
        """File an official file in the name of a unit. It is checked by the worker: ask again until ``status`` is ``checked``."""
        body = valid(Upload, request)
        unit = Subject.objects.filter(code=body["unit"]).first()
        if unit is None:
            raise exceptions.ValidationError({"unit": [_("No unit with this code is registered here.")]})
        upload = body["file"]
        filing, new = actions.receive_once(unit=unit, by=request.user, stream=upload, filename=upload.name, layout=body["layout"])
        if not new:
            return Response(self.get_serializer(filing).data, status=status.HTTP_200_OK)
        jobs.wake(jobs.ask("check filing", about=filing, by=request.user, total=filing.rows))
        return Response(self.get_serializer(filing).data, status=status.HTTP_201_CREATED)

    def get_parsers(self):
        return super().get_parsers() if self.detail else [MultiPartParser()]

    steps = steps_of(FilingAnswer)

    @extend_schema(request=VoteAsked, responses={200: FilingAnswer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def votes(self, request, pk):
        """Vote on a filing before the panel."""
        filing, body = self.get_object(), valid(VoteAsked, request)
        actions.vote(filing=filing, by=request.user, choice=body["choice"], reason=body["reason"])
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(
        responses={200: RowError(many=True), **REFUSALS},
        parameters=[OpenApiParameter("start", int, description="So many rows with errors are passed over.")],
        filters=False,
    )
    @action(detail=True, pagination_class=None)
    def errors(self, request, pk):
        """What is wrong, row by row: at most 500 rows at a time."""
        start = whole(request.query_params.get("start", "0"))
        if start is None:
            raise exceptions.ValidationError({"start": [_("A whole number.")]})
        return Response(list(reports.row_errors(self.get_object(), rows=500, start=start)))


def valid(serializer, request) -> dict:
    """What ``request`` sends, as ``serializer`` reads it; 400 with the faults beside their fields."""
    asked = serializer(data=request.data)
    asked.is_valid(raise_exception=True)
    return asked.validated_data

