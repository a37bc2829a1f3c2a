"""The program that gunicorn runs for the office: the pages of the people who work on cases."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "weerbaar.config.settings.office"
application = get_wsgi_application()
