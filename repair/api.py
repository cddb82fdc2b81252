"""Objections, applications for repair and shields by API: what their pages show, to whom these show it, with the same steps.

What is about a natural person is opened in the staff site only, where the read log notes it; here the attempt is noted.
"""

from __future__ import annotations

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from archives.api import REFUSALS, TEXT, Scoped, StepAsked, steps_of
from archives.opening import refuse_personal_record

from . import actions, pages
from .applications import granting
from .models import Application, Objection, Shielding


class ObjectionAnswer(serializers.ModelSerializer):
    """One objection as the list shows it: nothing of the objector."""

    class Meta:
        model = Objection
        fields = (
            *(
                "id",
                "number",
                "revision",
                "channel",
                "record_no",
                "part",
                "status",
                "filed_on",
                "asked_on",
                "supplemented_on",
                "accepted_on",
            ),
            *("outcome", "decided_on", "complained_on", "reopened_on", "closed_on"),
        )


class ObjectionInFull(ObjectionAnswer):
    """One objection as its page shows it to those who decide on it."""

    ground = serializers.CharField(source="ground.code", allow_null=True, default=None)

    class Meta(ObjectionAnswer.Meta):
        fields = (
            *ObjectionAnswer.Meta.fields,
            *("wrong", "should_be", "objector_kind", "objector_name", "contact", "identity_seen", "ground"),
        )


class LongReason(StepAsked):
    """The pages of both take as many signs."""

    reason = serializers.CharField(required=False, allow_blank=True, default="", **TEXT | {"max_length": 4000})


class ObjectionStepAsked(LongReason):
    ground = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=30, help_text="Code of the ground, for `refuse`."
    )
    changes = serializers.DictField(
        child=serializers.CharField(max_length=2000, allow_blank=True),
        required=False,
        default=dict,
        help_text="For `correct`: the right values by the keys of the fields of the item.",
    )


def _opens(objection, user, today):
    return pages.steps_for(objection, user, today)[0]


def _takes(objection, *, revision, **asked):
    return actions.take(objection=objection, seen=revision, **asked)


@extend_schema_view(
    list=extend_schema(responses={200: ObjectionAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: ObjectionInFull, **REFUSALS}),
)
class Objections(Scoped, viewsets.ReadOnlyModelViewSet):
    """Objections to records: the office those that left their unit, the head of the unit the others, who filed one the own ones."""

    queryset = Objection.objects.filter(version__subject__address__isnull=True).select_related("ground")
    serializer_class = ObjectionAnswer
    filterset_fields = ("status", "channel", "record_no")
    lookup_value_regex = "[0-9]{1,18}"
    steps = steps_of(ObjectionInFull, ObjectionStepAsked, _opens, _takes)

    def refuse_personal(self, user, asked):
        if found := Objection.objects.filter(pk=asked.get("pk"), version__subject__address__isnull=False).first():
            refuse_personal_record(user, found.record_no)

    def get_serializer_class(self):
        return ObjectionAnswer if self.action == "list" else ObjectionInFull


class ApplicationAnswer(serializers.ModelSerializer):
    """One application for repair as the list shows it."""

    subject = serializers.CharField(source="subject.code", allow_null=True, default=None)
    finder = serializers.CharField(source="finder.code", allow_null=True, default=None)
    records = serializers.SlugRelatedField("number", source="applied", many=True, read_only=True)

    class Meta:
        model = Application
        fields = (
            *("id", "number", "revision", "channel", "subject", "finder", "records", "status", "filed_on", "submitted_on", "accepted_on"),
            *("decided_on", "document_no"),
        )


class DeedAnswer(serializers.Serializer):
    code = serializers.CharField()
    hours = serializers.IntegerField()


class ApplicationInFull(ApplicationAnswer):
    """One application as its page shows it; ``executed``: every unit has acknowledged that its measures are lifted."""

    deeds = DeedAnswer(many=True, read_only=True)
    executed = serializers.SerializerMethodField()

    class Meta(ApplicationAnswer.Meta):
        fields = (*ApplicationAnswer.Meta.fields, *("applicant", "contact", "identity_seen", "done", "signer", "deeds", "executed"))

    def get_executed(self, application) -> bool:
        return granting.is_executed(application)


@extend_schema_view(
    list=extend_schema(responses={200: ApplicationAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: ApplicationInFull, **REFUSALS}),
)
class Applications(Scoped, viewsets.ReadOnlyModelViewSet):
    """Applications for repair: the finding unit its own, the office all that were submitted, who filed one the own ones."""

    queryset = Application.objects.filter(subject__address__isnull=True).select_related("subject", "finder").prefetch_related("applied")
    serializer_class = ApplicationAnswer
    filterset_fields = ("status", "channel")
    lookup_value_regex = "[0-9]{1,18}"
    steps = steps_of(ApplicationInFull, LongReason)

    def refuse_personal(self, user, asked):
        found = Application.objects.filter(pk=asked.get("pk"), subject__address__isnull=False).first()
        for row in found.applied.all() if found else ():
            refuse_personal_record(user, row.number)

    def get_serializer_class(self):
        return ApplicationAnswer if self.action == "list" else ApplicationInFull


class ShieldAnswer(serializers.ModelSerializer):
    """One temporary shield; ``until_on`` is the first day on which the records are shown and used again."""

    subject = serializers.CharField(source="subject.code")

    class Meta:
        model = Shielding
        fields = ("id", "number", "revision", "subject", "numbers", "court", "ruling_no", "ruled_on", "until_on", "status")


@extend_schema_view(
    list=extend_schema(responses={200: ShieldAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: ShieldAnswer, **REFUSALS}),
)
class Shields(Scoped, viewsets.ReadOnlyModelViewSet):
    """Temporary shields upon a court's ruling: officers and the auditor."""

    queryset = Shielding.objects.select_related("subject")
    serializer_class = ShieldAnswer
    filterset_fields = ("status",)
    lookup_value_regex = "[0-9]{1,18}"
    steps = steps_of(ShieldAnswer)
