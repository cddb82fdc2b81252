-- What the logins may do with the kernel's tables and with Django's own.
GRANT SELECT, INSERT ON integrity_steptaken TO staff, worker;
GRANT SELECT, INSERT, UPDATE ON integrity_job TO staff, worker;
-- The numbers of forms that were sent are only ever added, and the unique one says no.
GRANT SELECT, INSERT ON integrity_sentform TO staff;
GRANT SELECT ON integrity_calendarday TO staff, worker;
GRANT INSERT, UPDATE, DELETE ON integrity_calendarday TO staff;
GRANT SELECT ON integrity_taskrun TO staff;
GRANT SELECT, INSERT, UPDATE ON integrity_taskrun TO worker;

GRANT SELECT, INSERT, UPDATE, DELETE ON django_session, axes_accessattempt, axes_accessattemptexpiration TO staff;
GRANT SELECT, INSERT ON axes_accessfailurelog TO staff;
GRANT SELECT, INSERT, UPDATE ON axes_accesslog TO staff;
GRANT SELECT, INSERT ON django_admin_log TO staff;
GRANT SELECT ON django_content_type, auth_permission, auth_group, auth_group_permissions, django_migrations TO staff, worker;
