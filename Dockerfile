FROM python:3.13.9-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/srv/data \
    STATIC_ROOT=/srv/static

RUN useradd --system --create-home fairpoints \
    && install --directory --owner=fairpoints /srv/data /srv/data/media /srv/data/digests
WORKDIR /srv/fairpoints

COPY requirements/production.lock requirements/
RUN pip install --no-cache-dir --require-hashes --requirement requirements/production.lock

COPY manage.py ./
COPY loyalty loyalty
COPY shop shop
RUN python -m shop.catalogs \
    && SECRET_KEY=unused python manage.py collectstatic --no-input

USER fairpoints
EXPOSE 8000
CMD ["gunicorn", "shop.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--worker-class=gthread", "--threads=4", "--preload", "--no-control-socket"]
