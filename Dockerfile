FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

COPY requirements.txt ./
RUN pip install --no-cache-dir uv \
 && uv pip install --system --no-cache --require-hashes --compile-bytecode -r requirements.txt

COPY . .
RUN useradd --system --home /app helpdesk \
 && DATABASE_URL=postgres:///none REDIS_URL=redis://none SECRET_KEY=for-the-build-only \
    sh -c "python manage.py catalogues compile && python manage.py collectstatic --no-input" \
 && mkdir -p /app/media && chown -R helpdesk /app/media

USER helpdesk
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "helpdesk.wsgi:application"]
