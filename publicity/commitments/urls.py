"""The permanent addresses of commitments and townships on the portal."""

from django.urls import path

from . import disputing, files, pages, townships, units

urlpatterns = [
    path("commitments/", pages.commitments, name="commitments"),
    path("commitments.csv", files.commitments_csv, name="commitments_csv"),
    path("commitments/feed.atom", files.all_feed, name="commitments_feed"),
    path("commitments/units/", units.units, name="commitment_units"),
    path("commitments/units.csv", units.units_csv, name="commitment_units_csv"),
    path("commitments/<str:number>/", pages.commitment, name="commitment"),
    path("commitments/<str:number>/feed.atom", files.one_feed, name="commitment_feed"),
    path("commitments/<str:number>/dispute/", disputing.dispute, name="dispute"),
    path("subjects/<str:code>/commitments.atom", files.unit_feed, name="unit_commitments_feed"),
    path("townships/", townships.townships, name="townships"),
    path("townships/<str:code>/", townships.township, name="township"),
]
