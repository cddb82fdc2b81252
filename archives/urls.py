"""Pages of the staff site beside the admin's lists; each behind its login."""

from django.contrib import admin
from django.urls import path

from . import law_views, review_views, views

guarded = admin.site.admin_view

urlpatterns = [
    path("filings/import/", guarded(views.import_file), name="staff_import"),
    path("filings/enter/", guarded(views.choose_item), name="staff_choose_item"),
    path("filings/enter/<slug:item_code>/", guarded(views.enter_record), name="staff_enter"),
    path("filings/<int:pk>/", guarded(views.filing), name="staff_filing"),
    path("filings/batch/", guarded(review_views.batch), name="staff_batch"),
    path("filings/<int:pk>/vote/", guarded(review_views.vote), name="staff_vote"),
    path("filings/<int:pk>/errors.csv", guarded(views.filing_errors), name="staff_filing_errors"),
    path("catalogue/compare/", guarded(law_views.compare), name="staff_compare"),
    path("records/<str:number>/", guarded(views.record), name="staff_record"),
    path("records/<str:number>/withdrawal/", guarded(views.withdrawal), name="staff_withdrawal"),
]
