"""Pages of documents on the staff site; each behind its login."""

from django.contrib import admin
from django.urls import path

from . import views

guarded = admin.site.admin_view

urlpatterns = [
    path("documents/<int:pk>/", guarded(views.document), name="staff_document"),
    path("documents/<int:pk>/file.pdf", guarded(views.file), name="staff_document_file"),
    path(
        "documents/<int:pk>/services/<int:service>/acknowledgement/", guarded(views.acknowledgement), name="staff_document_acknowledge"
    ),
    path("documents/texts/", guarded(views.templates), name="staff_document_templates"),
    path("documents/texts/<int:pk>/", guarded(views.template), name="staff_document_template"),
    path("documents/texts/<int:pk>/specimen.pdf", guarded(views.template_preview), name="staff_document_specimen"),
    path("documents/texts/<slug:kind>/draft/", guarded(views.draft), name="staff_document_draft"),
]
