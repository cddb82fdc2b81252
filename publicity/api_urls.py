"""The public API, version 1. Addresses never change; what is added is added beside."""

from django.urls import path

from . import api, powers_api, signings_api
from .commitments import api as commitments

SETTINGS = {
    "TITLE": "政务诚信档案开放接口 Public API of the government integrity archives",
    "DESCRIPTION": "What the portal shows, for programs: no account and no key. A record is answered for while it is on display and not a second longer.",
    "ENUM_NAME_OVERRIDES": {
        "SubjectKindEnum": "publicity.api.KIND_CHOICES",
        "ValidationErrorEnum": "drf_standardized_errors.openapi_serializers.ValidationErrorEnum.choices",
        "ClientErrorEnum": "drf_standardized_errors.openapi_serializers.ClientErrorEnum.choices",
        "ServerErrorEnum": "drf_standardized_errors.openapi_serializers.ServerErrorEnum.choices",
    },
    "POSTPROCESSING_HOOKS": ["drf_standardized_errors.openapi_hooks.postprocess_schema_enums", "publicity.api_docs.say_what_stands_beside"],
}
app_name = "public-api"
urlpatterns = [
    path("records/", api.Records.as_view(), name="records"),
    path("records/<str:number>/", api.OneRecord.as_view(), name="record"),
    path("subjects/", api.Subjects.as_view(), name="subjects"),
    path("subjects/<str:code>/", api.OneSubject.as_view(), name="subject"),
    path("powers/", powers_api.Powers.as_view(), name="powers"),
    path("powers/<str:unit>/<str:code>/", powers_api.OnePower.as_view(), name="power"),
    path("matters/", powers_api.Matters.as_view(), name="matters"),
    path("items/", api.Items.as_view(), name="items"),
    path("commitments/", commitments.Commitments.as_view(), name="commitments"),
    path("commitments/units/", commitments.Rates.as_view(), name="commitment-units"),
    path("commitments/<str:number>/", commitments.OneCommitment.as_view(), name="commitment"),
    path("townships/<str:code>/", commitments.OneTownship.as_view(), name="township"),
    path("signings/", signings_api.Signings.as_view(), name="signings"),
    path("signings/<str:number>/", signings_api.OneSigning.as_view(), name="signing"),
    path("letters/", signings_api.SignedLetters.as_view(), name="letters"),
    path(
        "schema/",
        api.Schema.as_view(urlconf="integrity.portal_urls", custom_settings=SETTINGS),
        name="schema",
    ),
]
