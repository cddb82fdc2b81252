FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1 DJANGO_SETTINGS_MODULE=integrity.settings
WORKDIR /registry

COPY requirements.lock .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

COPY . .
# The settings refuse to start without keys; these are for this one command and reach no container.
RUN REGISTRY_LOGIN=portal SECRET_KEY=only-to-collect-static-files DATABASE_URL_PORTAL=postgresql:///none \
        python manage.py collectstatic --noinput \
    && useradd --system --uid 10001 --home-dir /registry registry
USER registry
# The only place a container may write to: nothing that must last lies outside the database.
ENV RUN_DIR=/tmp
EXPOSE 8000
