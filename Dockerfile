# syntax=docker/dockerfile:1
# Two stages: uv installs the hash-pinned requirements into a virtual environment, the second stage takes only that.
# Nothing is fetched at run time; the models lie inside the package.
FROM python:3.12-slim-bookworm AS build

ENV UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PYTHON_DOWNLOADS=never
WORKDIR /src
COPY requirements requirements
RUN python -m venv /opt/tools && \
    /opt/tools/bin/pip install --no-cache-dir --require-hashes -r requirements/installer.txt && \
    /opt/tools/bin/uv pip install --python /opt/tools/bin/python --no-cache --require-hashes -r requirements/build.txt && \
    python -m venv --without-pip /opt/komando && \
    /opt/tools/bin/uv pip install --python /opt/komando/bin/python --no-cache --require-hashes -r requirements/runtime.txt
COPY pyproject.toml README.md README.id.md LICENSE ./
COPY models models
COPY app app
RUN /opt/tools/bin/uv build --wheel --no-build-isolation --python /opt/tools/bin/python --out-dir /wheels . && \
    /opt/tools/bin/uv pip install --python /opt/komando/bin/python --no-cache --no-deps /wheels/*.whl && \
    /opt/komando/bin/komando models verify

FROM python:3.12-slim-bookworm

COPY --from=build /opt/komando /opt/komando
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin komando && \
    install --directory --owner 10001 --group 10001 --mode 700 /data
ENV PATH=/opt/komando/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    KOMANDO_HOST=0.0.0.0 \
    KOMANDO_PORT=8017 \
    KOMANDO_DATA_DIR=/data
USER 10001
VOLUME /data
EXPOSE 8017
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['KOMANDO_PORT'] + '/readyz', timeout=4)"]
# Whoever reaches the port must have a token, and without any it does not start (docs/operations.md).
CMD ["komando", "serve"]
