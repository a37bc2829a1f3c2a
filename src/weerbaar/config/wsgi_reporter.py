"""The program that gunicorn runs for the reporter's side: public pages, no staff session."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "weerbaar.config.settings.reporter"
application = get_wsgi_application()
