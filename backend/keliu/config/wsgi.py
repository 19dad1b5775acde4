"""The web process' entrance for granian."""

import os

from django.core.wsgi import get_wsgi_application

from keliu.config.boot import refuse_weak

refuse_weak(os.environ)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keliu.config.settings")
application = get_wsgi_application()
