"""Pages of cases on the staff site; each behind its login."""

from django.contrib import admin
from django.urls import path

from . import told_views, views
from .court.urls import urlpatterns as court
from .linked import views as linked
from .measures import views as measures

guarded = admin.site.admin_view

urlpatterns = [
    *court,
    path("cases/open/", guarded(views.open_case), name="staff_case_open"),
    path("cases/notices/", guarded(told_views.notices), name="staff_case_notices"),
    path("cases/<int:pk>/", guarded(views.case), name="staff_case"),
    path("cases/<int:pk>/examination/", guarded(views.examine), name="staff_case_examine"),
    path("cases/<int:pk>/extension/", guarded(views.extension), name="staff_case_extension"),
    path("cases/<int:pk>/files/<uuid:file>/", guarded(views.file), name="staff_case_file"),
    path("cases/<int:pk>/order/", guarded(views.handed_over), name="staff_case_order"),
    path("cases/<int:pk>/vote/", guarded(views.vote), name="staff_case_vote"),
    path("cases/<int:pk>/notice/", guarded(told_views.told), name="staff_case_told"),
    path("cases/<int:pk>/person/", guarded(told_views.person), name="staff_case_person"),
    path("measures/joint/new/", guarded(measures.initiate), name="staff_joint_action_new"),
    path("measures/joint/<int:pk>/", guarded(measures.joint_action), name="staff_joint_action"),
    path("measures/<int:pk>/", guarded(measures.measure), name="staff_measure"),
    path("measures/<int:pk>/files/<uuid:file>/", guarded(measures.file), name="staff_measure_file"),
    path("measures/<int:pk>/letters/<int:document>/", guarded(measures.letter), name="staff_measure_letter"),
    path("measures/liftings/<int:pk>/", guarded(measures.lifting), name="staff_lifting"),
    path("linked/<int:pk>/", guarded(linked.linked_person), name="staff_linked_person"),
    path("linked/of/<int:pk>/", guarded(linked.linked_persons), name="staff_linked_persons"),
    path("linked/of/<int:pk>/new/", guarded(linked.linked_person_add), name="staff_linked_person_add"),
    path("measures/eligibility/", guarded(measures.examine_eligibility), name="staff_eligibility"),
]
