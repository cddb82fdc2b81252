"""The permanent addresses. Their words and parts never change; the same stand under /en/."""

from django.urls import include, path

from . import complaining, complaint_counts, files, objecting, people, powers, repairing, search, signings, subject_files, views
from .commitments import urls as of_commitments

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", search.search, name="search"),
    path("search.csv", files.search_csv, name="search_csv"),
    path("search.json", files.search_json, name="search_json"),
    path("subjects.csv", subject_files.subjects_csv, name="subjects_csv"),
    path("subjects.json", subject_files.subjects_json, name="subjects_json"),
    path("feed.atom", files.feed, name="feed"),
    path("sitemap.xml", files.sitemap, name="sitemap"),
    path("sitemap/<str:part>.xml", files.sitemap_part, name="sitemap_part"),
    path("complaints/", complaining.complain, name="complain"),
    path("complaints/follow/", complaining.follow, name="complaint_follow"),
    path("complaints/quarters/", complaint_counts.quarters, name="complaint_quarters"),
    path("complaints/quarters.csv", complaint_counts.quarters_csv, name="complaint_quarters_csv"),
    path("complaints/tolerances.csv", complaint_counts.tolerances_csv, name="tolerance_quarters_csv"),
    path("objections/", objecting.object_to, name="object_to"),
    path("objections/follow/", objecting.follow, name="objection_follow"),
    path("repairs/", repairing.apply, name="apply_for_repair"),
    path("repairs/follow/", repairing.follow, name="repair_follow"),
    path("signings/", signings.signings, name="signings"),
    path("signings/<str:number>/", signings.signing, name="signing"),
    path("letters/", signings.letters, name="letters"),
    path("letters/<uuid:address>/", repairing.letter, name="letter"),
    *of_commitments.urlpatterns,
    path("api/v1/", include("publicity.api_urls")),
    path("subjects/<str:code>/feed.atom", files.subject_feed, name="subject_feed"),
    path("subjects/<str:code>/powers.csv", powers.powers_csv, name="powers_csv"),
    path("subjects/<str:code>/powers/", powers.powers, name="powers"),
    path("subjects/<str:code>/powers/<str:item>/", powers.power, name="power"),
    path("matters/", powers.matters, name="matters"),
    path("matters.csv", powers.matters_csv, name="matters_csv"),
    path("subjects/<str:code>/", views.subject, name="subject"),
    path("persons/<str:address>/", people.person, name="person"),
    path("records/<str:number>/", views.record, name="record"),
]
