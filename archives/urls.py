"""Pages of the staff site beside the admin's lists; each behind its login."""

from django.contrib import admin
from django.urls import path

from . import (
    calendar_views,
    duty_views,
    export_views,
    law_views,
    layout_pages,
    people_views,
    quality_views,
    review_views,
    subject_views,
    supplement_views,
    views,
)

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
    path("catalogue/supplement/", guarded(supplement_views.supplement), name="staff_supplement"),
    path("catalogue/supplement/new/", guarded(supplement_views.draft), name="staff_supplement_new"),
    path("catalogue/supplement/<int:pk>/", guarded(supplement_views.entry), name="staff_supplement_draft"),
    path("bodies/<int:pk>/", guarded(subject_views.body), name="staff_body"),
    path("bodies/<int:pk>/posts/add/", guarded(subject_views.add_post), name="staff_post_add"),
    path("bodies/<int:pk>/<slug:name>/", guarded(subject_views.change), name="staff_body_change"),
    path("posts/<int:pk>/appoint/", guarded(subject_views.appoint), name="staff_appoint"),
    path("terms/<int:pk>/<slug:name>/", guarded(subject_views.term), name="staff_term"),
    path("handovers/<int:pk>/", guarded(subject_views.handover), name="staff_handover"),
    path("filings/<int:pk>/sheet.<slug:form>", guarded(layout_pages.sheet), name="staff_filing_sheet"),
    path("layouts/", guarded(layout_pages.layouts), name="staff_layouts"),
    path("layouts/<slug:code>.<slug:form>", guarded(layout_pages.template), name="staff_layout_template"),
    path("filings/<int:pk>/extension/", guarded(duty_views.extension), name="staff_extension"),
    path("calendar/", guarded(calendar_views.calendar), name="staff_calendar"),
    path("calendar/<int:pk>/", guarded(calendar_views.notice), name="staff_notice"),
    path("duties/", guarded(duty_views.duties), name="staff_duties"),
    path("duties/<int:pk>/nothing/", guarded(duty_views.report_nothing), name="staff_report_nothing"),
    path("clerks/", guarded(duty_views.clerks), name="staff_clerks"),
    path("quality/", guarded(quality_views.quality), name="staff_quality"),
    path("quality/report.csv", guarded(quality_views.quality_csv), name="staff_quality_csv"),
    path("quality/report.xlsx", guarded(quality_views.quality_xlsx), name="staff_quality_xlsx"),
    path("exports/", guarded(export_views.exports_page), name="staff_exports"),
    path("exports/records.csv", guarded(export_views.records), name="staff_export_records"),
    path("exports/read-log.csv", guarded(export_views.read_log), name="staff_export_read_log"),
    path("exports/redaction-log.csv", guarded(export_views.redaction_log), name="staff_export_redaction_log"),
    path("records/<str:number>/", guarded(views.record), name="staff_record"),
    path("records/<str:number>/withdrawal/", guarded(views.withdrawal), name="staff_withdrawal"),
    path("my-archive/", guarded(people_views.my_archive), name="staff_my_archive"),
    path("my-archive/readings/", guarded(people_views.my_readings), name="staff_my_readings"),
    path("people/", guarded(people_views.people_list), name="staff_people"),
    path("people/register/", guarded(people_views.register), name="staff_person_register"),
    path("people/<str:address>/", guarded(people_views.person), name="staff_person"),
    path("people/<str:address>/authority/", guarded(people_views.authority), name="staff_person_authority"),
]
