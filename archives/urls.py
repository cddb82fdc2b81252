"""Pages of the staff site beside the admin's lists; each behind its login."""

from django.contrib import admin
from django.urls import path

from . import calendar_views, duty_views, quality_views, views

guarded = admin.site.admin_view

urlpatterns = [
    path("filings/import/", guarded(views.import_file), name="staff_import"),
    path("filings/enter/", guarded(views.choose_item), name="staff_choose_item"),
    path("filings/enter/<slug:item_code>/", guarded(views.enter_record), name="staff_enter"),
    path("filings/<int:pk>/", guarded(views.filing), name="staff_filing"),
    path("filings/<int:pk>/errors.csv", guarded(views.filing_errors), name="staff_filing_errors"),
    path("filings/<int:pk>/extension/", guarded(duty_views.extension), name="staff_extension"),
    path("calendar/", guarded(calendar_views.calendar), name="staff_calendar"),
    path("calendar/<int:pk>/", guarded(calendar_views.notice), name="staff_notice"),
    path("duties/", guarded(duty_views.duties), name="staff_duties"),
    path("duties/<int:pk>/nothing/", guarded(duty_views.report_nothing), name="staff_report_nothing"),
    path("clerks/", guarded(duty_views.clerks), name="staff_clerks"),
    path("quality/", guarded(quality_views.quality), name="staff_quality"),
    path("quality/report.csv", guarded(quality_views.quality_csv), name="staff_quality_csv"),
    path("quality/report.xlsx", guarded(quality_views.quality_xlsx), name="staff_quality_xlsx"),
    path("records/<str:number>/", guarded(views.record), name="staff_record"),
    path("records/<str:number>/withdrawal/", guarded(views.withdrawal), name="staff_withdrawal"),
]
