"""Where log lines rest: standard error, as JSON for machines or in colours for people. Called once, by a `__main__`."""

import logging
import sys
from enum import StrEnum

import structlog
from pydantic_settings import BaseSettings, SettingsConfigDict


class LogFormat(StrEnum):
    """`auto`: for people on a terminal, for machines elsewhere."""

    AUTO = "auto"
    JSON = "json"
    TEXT = "text"


class LogSettings(BaseSettings):
    """BANISTER_LOG_LEVEL and BANISTER_LOG_FORMAT."""

    model_config = SettingsConfigDict(env_prefix="BANISTER_", extra="ignore")

    log_level: str = "INFO"
    """The least level that is written: DEBUG, INFO, WARNING, ERROR."""
    log_format: LogFormat = LogFormat.AUTO
    """`auto`, `json` or `text`."""


def configure_logs(service: str, settings: LogSettings) -> None:
    """Send structlog's and the standard library's log lines to standard error, each with the service's name."""
    people = sys.stderr.isatty() if settings.log_format is LogFormat.AUTO else settings.log_format is LogFormat.TEXT
    stamps: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info if not people else _as_is,
    ]
    for_people = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)  # locals hold secrets
    renderer = for_people if people else structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[*stamps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=stamps,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(level=settings.log_level.upper(), handlers=[lines], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells at every start that there is nothing to do
    structlog.contextvars.bind_contextvars(service=service)


def _as_is(_logger: object, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return event
