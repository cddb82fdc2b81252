"""Pages of commitments on the staff site; each behind its login."""

from django.contrib import admin
from django.urls import path

from . import sheet_views, views, writing_views

guarded = admin.site.admin_view

urlpatterns = [
    path("commitments/draft/", guarded(writing_views.draft), name="staff_commitment_draft"),
    path("commitments/services/", guarded(writing_views.services), name="staff_commitment_services"),
    path("commitments/import/", guarded(sheet_views.sheet), name="staff_commitment_sheet"),
    path("commitments/import/template.csv", guarded(sheet_views.template), name="staff_commitment_sheet_template"),
    path("commitments/<int:pk>/", guarded(views.commitment), name="staff_commitment"),
    path("commitments/<int:pk>/draft/", guarded(writing_views.redraft), name="staff_commitment_redraft"),
    path("commitments/<int:pk>/change/", guarded(writing_views.change), name="staff_commitment_change"),
    path("commitments/<int:pk>/owner/", guarded(writing_views.hand_over), name="staff_commitment_owner"),
    path("commitments/<int:pk>/versions/<int:no>/", guarded(views.version), name="staff_commitment_version"),
    path("commitments/<int:pk>/proofs/<uuid:file>/", guarded(views.proof), name="staff_commitment_proof"),
    path("commitments/disputes/<int:pk>/", guarded(views.dispute), name="staff_dispute"),
    path("commitments/disputes/<int:pk>/files/<uuid:file>/", guarded(views.dispute_file), name="staff_dispute_file"),
]
