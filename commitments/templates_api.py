"""Templates of commitments and letters by API: every version, and drafts of the next with their steps."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.response import Response

from archives.api import REFUSALS, steps_of, valid
from archives.powers.api import ReadAtWork

from .models import Wording, WordingDraft
from .templates_flow import draft_template


class TemplateAnswer(serializers.ModelSerializer):
    """One version of the text of a kind; ``body`` with its placeholders, as it is filled in at each use."""

    class Meta:
        model = Wording
        fields = (
            *("id", "code", "name", "name_en", "family", "heads", "yardsticks", "public", "document", "article", "body"),
            *("valid_from", "valid_until"),
        )


@extend_schema_view(
    list=extend_schema(responses={200: TemplateAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: TemplateAnswer, **REFUSALS}),
)
class Templates(ReadAtWork):
    """Kinds of commitments and letters with their texts, version by version."""

    queryset = Wording.objects.all()
    serializer_class = TemplateAnswer
    filterset_fields = ("code", "family")


class TemplateDraftAnswer(serializers.ModelSerializer):
    """A draft of the next version; ``template`` is the version that it became."""

    template = serializers.IntegerField(source="wording_id", allow_null=True)

    class Meta:
        model = WordingDraft
        fields = ("id", "revision", "code", "body", "document", "article", "valid_from", "status", "template")


class TemplateDraftAsked(serializers.Serializer):
    code = serializers.CharField(max_length=30)
    body = serializers.CharField(max_length=8000)
    document = serializers.CharField(max_length=200)
    article = serializers.CharField(max_length=100)
    valid_from = serializers.DateField(help_text="A later day than today.")


@extend_schema_view(
    list=extend_schema(responses={200: TemplateDraftAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: TemplateDraftAnswer, **REFUSALS}),
)
class TemplateDrafts(ReadAtWork):
    """Drafts of templates: everybody at work reads them, officers of the credit office draft and decide."""

    queryset = WordingDraft.objects.all()
    serializer_class = TemplateDraftAnswer
    filterset_fields = ("code", "status")
    steps = steps_of(TemplateDraftAnswer)

    @extend_schema(request=TemplateDraftAsked, responses={201: TemplateDraftAnswer, **REFUSALS})
    def create(self, request):
        """Draft the next version of the text of a kind; another officer adopts it."""
        made = draft_template(by=request.user, **valid(TemplateDraftAsked, request))
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)
