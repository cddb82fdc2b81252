"""Letters of enterprises by API: what their pages show, with the same steps; and the counter's question."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import exceptions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from archives.api import REFUSALS, AtWork, Scoped, steps_of, valid
from archives.models import PowerItem, Subject
from archives.powers.api import unit_named
from integrity.api import Files, WithFiles, refuse_unknown
from integrity.posted import whole
from integrity.uploads import taken_in

from ..models import LetterCheck, SignedLetter
from . import actions, counter


class LetterAnswer(serializers.ModelSerializer):
    """One letter as the list shows it."""

    number = serializers.CharField(read_only=True)
    unit = serializers.CharField(source="unit.code")
    subject = serializers.CharField(source="subject.code")
    kind = serializers.CharField(source="wording.code")
    matter = serializers.CharField(source="matter.code", allow_null=True, default=None)

    class Meta:
        model = SignedLetter
        fields = (
            *(
                "id",
                "number",
                "revision",
                "unit",
                "subject",
                "kind",
                "matter",
                "replaces",
                "project_no",
                "signed_on",
                "valid_until",
                "status",
            ),
            *("accepted_on", "alleged_on", "decided_on", "repaired_on"),
        )


class CheckAnswer(serializers.ModelSerializer):
    """One look at whether the letter is kept, with how many files prove it."""

    proofs = serializers.SerializerMethodField()

    class Meta:
        model = LetterCheck
        fields = ("on", "result", "words", "proofs")

    def get_proofs(self, check) -> int:
        return check.proofs.count()


class LetterInFull(LetterAnswer):
    """One letter as its page shows it."""

    copies = serializers.SerializerMethodField(help_text="How many files hold the signed letter.")
    checks = CheckAnswer(many=True, read_only=True)

    class Meta(LetterAnswer.Meta):
        fields = (*LetterAnswer.Meta.fields, "standard", "text", "signer", "copies", "checks")

    def get_copies(self, letter) -> int:
        return letter.copies.count()


class EnterAsked(serializers.Serializer):
    """A letter as it is entered; which of the words belong to which kind, the refusal says with the article."""

    unit = serializers.CharField(max_length=18, help_text="Credit code of the unit that receives it.")
    subject = serializers.CharField(max_length=18, help_text="Credit code of who signs.")
    kind = serializers.CharField(max_length=30)
    matter = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=2**63 - 1, help_text="Id of an approval matter in force."
    )
    replaces = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)
    project_no = serializers.CharField(required=False, allow_blank=True, default="", max_length=100)
    standard = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)
    signer = serializers.CharField(max_length=100)
    signed_on = serializers.DateField()
    valid_until = serializers.DateField()

    def validate_subject(self, code):
        found = Subject.objects.filter(code=code.strip().upper(), address__isnull=True).first()
        if found is None:
            raise serializers.ValidationError(
                _("No enterprise or organisation stands under this code in the register; compare it with the licence.")
            )
        return found

    def validate_matter(self, pk):
        if pk is None:
            return None
        found = PowerItem.objects.filter(pk=pk, is_matter=True).select_related("unit").first()
        if found is None:
            raise serializers.ValidationError(_("There is no approval matter with this id."))
        return found


class CopiesAsked(serializers.Serializer):
    files = Files(help_text="The scan of the signed letter: PDF, JPEG or PNG.")


class CheckAsked(serializers.Serializer):
    on = serializers.DateField()
    result = serializers.ChoiceField(LetterCheck.Result.choices)
    words = serializers.CharField(max_length=4000)
    files = Files(required=False, default=list, help_text="What proves it; a breach needs at least one.")


class LetterFilter(filters.FilterSet):
    kind = filters.CharFilter(field_name="wording__code", max_length=30)

    class Meta:
        model = SignedLetter
        fields = ("status", "kind")


@extend_schema_view(
    list=extend_schema(responses={200: LetterAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: LetterInFull, **REFUSALS}),
)
class Letters(WithFiles, Scoped, viewsets.ReadOnlyModelViewSet):
    """Letters of enterprises: the credit office all, units what they received."""

    with_files = frozenset({"copies", "checks"})

    queryset = SignedLetter.objects.select_related("unit", "subject", "wording", "matter")
    serializer_class = LetterAnswer
    filterset_class = LetterFilter
    lookup_value_regex = "[0-9]{1,18}"
    steps = steps_of(LetterInFull)

    def get_serializer_class(self):
        return LetterAnswer if self.action == "list" else LetterInFull

    @extend_schema(request=EnterAsked, responses={201: LetterInFull, **REFUSALS})
    def create(self, request):
        """Enter a letter that one's own unit receives; its text is the template of the kind."""
        asked = valid(EnterAsked, request)
        made = actions.enter(unit=unit_named(asked.pop("unit")), by=request.user, **asked)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request={"multipart/form-data": CopiesAsked}, responses={200: LetterInFull, **REFUSALS})
    @action(detail=True, methods=["post"])
    def copies(self, request, pk):
        """Keep the scan of the signed letter."""
        letter, asked = self.get_object(), valid(CopiesAsked, request)
        actions.add_copy(letter=letter, files=taken_in(asked["files"]), by=request.user)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request={"multipart/form-data": CheckAsked, "application/json": CheckAsked}, responses={200: LetterInFull, **REFUSALS})
    @action(detail=True, methods=["post"])
    def checks(self, request, pk):
        """Write down a check of the letter, with what proves it."""
        letter, asked = self.get_object(), valid(CheckAsked, request)
        actions.check(letter=letter, by=request.user, **asked | {"files": taken_in(asked["files"])})
        return Response(self.get_serializer(self.get_object()).data)


class KindAnswer(serializers.Serializer):
    kind = serializers.CharField()
    name = serializers.CharField()
    document = serializers.CharField()
    article = serializers.CharField()
    template = serializers.CharField(help_text="As the applicant would sign it today; without one, with its name left open.")


class CounterAnswer(serializers.Serializer):
    matter = serializers.CharField()
    kinds = KindAnswer(many=True)
    applicant = serializers.CharField(allow_blank=True)
    may_use = serializers.BooleanField(allow_null=True, help_text="Null where no applicant was named.")
    why_not = serializers.CharField(allow_blank=True)
    article = serializers.CharField(allow_blank=True)


class Counter(viewsets.ViewSet):
    """Which letters apply to a matter, and may this applicant use one."""

    permission_classes = (AtWork,)

    @extend_schema(
        operation_id="letter_counter",
        parameters=[
            OpenApiParameter("matter", OpenApiTypes.INT, required=True, description="Id of an approval matter in force."),
            OpenApiParameter("code", OpenApiTypes.STR, description="Credit code of the applicant."),
        ],
        responses={200: CounterAnswer, **REFUSALS},
    )
    def list(self, request):
        refuse_unknown(request.query_params, ("matter", "code"))
        today, pk = timezone.localdate(), whole(request.query_params.get("matter", ""))
        matter = PowerItem.objects.in_force(today).filter(is_matter=True, pk=pk).first() if pk else None
        if not request.query_params.get("matter"):
            raise exceptions.ValidationError({"matter": [_("Name the approval matter; the answer is about a matter and an applicant.")]})
        if matter is None:
            raise exceptions.NotFound
        code = request.query_params.get("code", "").strip().upper()[:18].replace("\0", "")
        subject = Subject.objects.filter(code=code, address__isnull=True).first() if code else None
        if code and subject is None:
            raise exceptions.NotFound
        why_not = counter.why_not(subject) if subject else ""
        return Response(
            {
                "matter": matter.code,
                "kinds": [
                    {
                        "kind": kind.code,
                        "name": kind.label,
                        "document": kind.document,
                        "article": kind.article,
                        "template": counter.template_of(kind, subject.name if subject else "＿＿＿＿", today),
                    }
                    for kind in counter.for_matter(matter, today)
                ],
                "applicant": code,
                "may_use": None if subject is None else not why_not,
                "why_not": why_not,
                "article": counter.AGAIN if why_not else "",
            }
        )
