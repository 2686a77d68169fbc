# One image for ingest, alerts, api and the simulators: compose.yaml says which of them a container is.
# The versions of everything inside are uv.lock's.

FROM python:3.11.14-slim-bookworm AS packages
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN pip install --no-cache-dir uv==0.13.9
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --frozen --no-dev --no-install-project

# The web app, by the Node of a wheel: neither Node nor its packages go further than this.
FROM packages AS web
RUN uv sync --frozen --no-dev --no-install-project --extra web
COPY web web
COPY domain domain
COPY api api
COPY banister banister
RUN .venv/bin/python -m banister.web_build

FROM packages AS build
COPY --from=web /app/web/dist web/dist
COPY domain domain
COPY devices devices
COPY mqtt mqtt
COPY store store
COPY ingest ingest
COPY alerts alerts
COPY api api
COPY sheets sheets
COPY simulators simulators
COPY banister banister
COPY examples examples
RUN uv sync --frozen --no-dev --no-editable

FROM python:3.11.14-slim-bookworm
RUN groupadd --gid 10001 banister \
 && useradd --uid 10001 --gid banister --no-create-home --home-dir /data --shell /usr/sbin/nologin banister \
 && install --directory --owner banister --group banister --mode 0700 /data
COPY --from=build /app/.venv /app/.venv
COPY deploy/healthy.py /app/healthy.py
COPY --from=build /app/examples /app/examples
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 BANISTER_DATA_DIR=/data container=oci
USER banister
WORKDIR /data
VOLUME /data
EXPOSE 8000
CMD ["banister", "--help"]
