"""The portal: a process of its own under the database login ``portal``, which can read the public views and nothing else."""

import os

os.environ.setdefault("REGISTRY_LOGIN", "portal")
os.environ.setdefault("WEB_PROCESS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "integrity.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from integrity.wall import stand_or_stop  # noqa: E402

stand_or_stop()
