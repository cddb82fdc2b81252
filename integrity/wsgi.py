"""The staff site: database login ``staff``."""

import os

os.environ.setdefault("REGISTRY_LOGIN", "staff")
os.environ.setdefault("WEB_PROCESS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "integrity.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from integrity.wall import stand_or_stop  # noqa: E402

stand_or_stop()
