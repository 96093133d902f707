"""Everything the environment decides, read once into a frozen object. `NAME_FILE` may hold the value of `NAME`.

Without `TWILIO_*` the line runs in local mode: loopback only, with the local phone network as its carrier.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from phonenumbers import SUPPORTED_REGIONS
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from ivr.twilio.edge_and_region import CarrierPlace
from prompts.validation_messages import say_fault
from routing.queue.call_limits import Allowance
from store.address import parse_address, socket_url

DESKS = Path(__file__).parent / "prompts"
PRODUCTION_NEEDS = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "PUBLIC_URL", "SECRET_KEY")
BROWSER_NEEDS = ("TWILIO_API_KEY", "TWILIO_API_SECRET", "VOICE_SDK_FILE")
MAIL_NEEDS = ("SMTP_HOST", "SMTP_FROM", "REPORT_TO")
SMTP_SIGN_IN = ("SMTP_USER", "SMTP_PASSWORD")
SIGN_ON_NEEDS = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
EMAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+")
SENDER = re.compile(rf"{EMAIL.pattern}|[^@,;<>\"\\]+ <{EMAIL.pattern}>")
"""With a name or without: `Help Desk <desk@example.org>`."""
PUBLIC_KEY = re.compile(r"age1[0-9a-z]{58}")
ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}")
QUOTED = re.compile(r"([\"'`]).*\1|[“‘].*[”’]", re.DOTALL)
PLACEHOLDER = re.compile(
    r"(?:auth|api|account|twilio)[-_ ](?:token|key|sid|secret|password)"
    r"|your[-_ ].*|change[-_ ]?me.*|replace[-_ ]?me.*|placeholder|todo|x{3,}|\.{3,}|…+|<.*>|\[.*\]|\{.*\}",
    re.IGNORECASE,
)
NOT_PLACEHOLDERS = frozenset({"redis_url", "host"})
CARRIER_NAMES = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")


class BadSettings(Exception):
    """The environment is not usable. `problems` names every fault, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        told = problems[0] if len(problems) == 1 else "".join(f"\n  - {problem}" for problem in problems)
        super().__init__(f"The settings can't be used: {told}")
        self.problems = problems


class Settings(BaseSettings):
    """All settings in one frozen object; docs/settings.md documents every name."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid")

    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    console_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    host: str = "127.0.0.1"
    local_mode: Literal["loopback", "anywhere"] = "loopback"
    public_url: str | None = None
    secret_key: SecretStr | None = None
    redis_url: str | None = None
    redis_timeout_ms: Annotated[int, Field(ge=20, le=1000)] = 200
    twilio_account_sid: str | None = None
    twilio_auth_token: tuple[SecretStr, ...] = ()
    twilio_api_url: str | None = None
    twilio_edge: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")] | None = None
    twilio_region: Annotated[str, Field(pattern=r"^[a-z]{2}[0-9]$")] | None = None
    twilio_api_key: Annotated[str, Field(pattern=r"^SK[0-9a-zA-Z]{32}$")] | None = None
    twilio_api_secret: SecretStr | None = None
    voice_sdk_file: Path | None = None
    rep_countries: tuple[str, ...] = ()
    calls_per_phone_a_day: Annotated[int, Field(ge=0)] = 300
    calls_a_day: Annotated[int, Field(ge=0)] = 6000
    calls_an_hour: Annotated[int, Field(ge=0)] = 1200
    longest_talk_minutes: Annotated[int, Field(ge=10, le=1440)] = 240
    calls_per_second: Annotated[float, Field(gt=0, le=1000)] = 1
    data_dir: Path = Path("var")
    desks_dir: Path = DESKS
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    web_concurrency: Annotated[int, Field(ge=1, le=64)] = 2
    session_idle_hours: Annotated[float, Field(gt=0, le=24)] = 1
    session_hours: Annotated[float, Field(gt=0, le=168)] = 12
    second_step: Literal["optional", "admins", "everybody"] = "optional"
    trusted_proxies: Annotated[int, Field(ge=0, le=9)] = 0
    metrics_token: SecretStr | None = None
    sentry_dsn: SecretStr | None = None
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    smtp_host: str | None = None
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_from: str | None = None
    report_to: tuple[str, ...] = ()
    backup_recipients: str | None = None
    backup_key: SecretStr | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        *_: Any,
        **__: Any,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Use only what `load_settings` passes, which has read the environment and the files already."""
        return (init_settings,)

    @property
    def is_local(self) -> bool:
        """Return whether no carrier account is configured."""
        return not (self.twilio_account_sid or self.twilio_auth_token)

    @property
    def database_url(self) -> str:
        """Return where the database is: the value of `REDIS_URL`, else the Valkey of the data directory."""
        return self.redis_url or socket_url(self.data_dir)

    @property
    def metrics_folder(self) -> Path:
        """Return where the web processes of this machine share their figures."""
        return self.data_dir / "metrics"

    @property
    def allowance(self) -> Allowance:
        """Return how often a desk may call and text."""
        return Allowance(self.calls_per_phone_a_day, self.calls_a_day, self.calls_an_hour)

    @property
    def is_on_loopback(self) -> bool:
        """Return whether `HOST` is an address that only this machine reaches."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def own_url(self) -> str:
        """Return where this machine itself reaches the line, without any proxy."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def base_url(self) -> str:
        """Return the address by which the carrier reaches us, without a trailing slash."""
        return self.public_url or f"http://127.0.0.1:{self.port}"

    @property
    def console_url(self) -> str:
        """Return where people find the console, without its path: `PUBLIC_URL`, else the port that it is on."""
        return self.public_url or f"http://127.0.0.1:{self.console_port or self.port}"

    @property
    def carrier_url(self) -> str | None:
        """Return where the carrier's REST API is: None for the carrier's own address, the port above the line's
        locally."""
        local = f"http://127.0.0.1:{self.port + 1}" if self.is_local else None
        return self.twilio_api_url or local

    @property
    def carrier_place(self) -> CarrierPlace:
        """Return the edge and region at which the carrier handles the account."""
        return CarrierPlace(self.twilio_edge or "", self.twilio_region or "")

    @field_validator("twilio_account_sid")
    @classmethod
    def _account(cls, value: str | None) -> str | None:
        if value and value.startswith("SK"):
            raise ValueError(
                "is the SID of an API key (SK…); the account's begins with AC and stands above its token"
            )
        if value and not ACCOUNT_SID.fullmatch(value):
            raise ValueError(
                "must be AC and 32 of the characters 0-9 and a-f, as the carrier's console shows it"
            )
        return value

    @field_validator("twilio_auth_token", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        tokens = tuple(part.strip() for part in value.split(",") if part.strip())
        if not tokens:
            raise ValueError("holds no token; without one every request of the carrier would be refused")
        return tokens

    @field_validator("smtp_from")
    @classmethod
    def _sender(cls, value: str | None) -> str | None:
        if value is not None and not (value.isprintable() and SENDER.fullmatch(value)):
            raise ValueError(
                "must be an e-mail address, with or without a name: Help Desk <desk@example.org>"
            )
        return value

    @field_validator("report_to", mode="before")
    @classmethod
    def _addresses(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        found = tuple(part.strip() for part in value.split(",") if part.strip())
        if not found or not all(EMAIL.fullmatch(one) for one in found):
            raise ValueError("must be e-mail addresses, comma-separated")
        return found

    @field_validator("rep_countries", mode="before")
    @classmethod
    def _countries(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        found = tuple(part.strip().upper() for part in value.split(",") if part.strip())
        if not found or not SUPPORTED_REGIONS.issuperset(found):
            raise ValueError("must be countries by their ISO codes, comma-separated: US,CA")
        return found

    @field_validator("public_url", "twilio_api_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must be a web address such as https://line.example.org")
        if parts.query or parts.fragment or parts.username:
            raise ValueError("must carry no user name, query or fragment")
        if parts.port == 0:
            raise ValueError("has port 0, which nothing listens on")
        if "_" in parts.hostname:
            raise ValueError("must not have an underscore in its host name: the carrier refuses it")
        return value.rstrip("/")

    @field_validator("oidc_issuer")
    @classmethod
    def _issuer(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "")
        if value and parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1"}:
            raise ValueError("must begin with https://, exactly as the provider calls itself")
        return value

    @field_validator("sentry_dsn")
    @classmethod
    def _dsn(cls, value: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(value.get_secret_value()) if value else None
        if parts and not (parts.scheme in {"http", "https"} and parts.username and parts.path.strip("/")):
            raise ValueError("must be the address that the project's settings show, https://key@host/number")
        return value

    @field_validator("backup_recipients")
    @classmethod
    def _public_keys(cls, value: str | None) -> str | None:
        if value and not all(PUBLIC_KEY.fullmatch(one.strip()) for one in value.split(",")):
            raise ValueError("must be public keys of age, comma-separated; `age-keygen` shows one: age1…")
        return value

    @field_validator("metrics_token")
    @classmethod
    def _not_guessed(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 16:
            raise ValueError("must have at least 16 characters; `openssl rand -hex 16` makes one")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 32:
            raise ValueError("must have at least 32 characters; `openssl rand -hex 32` makes one")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, value: str | None) -> str | None:
        if value is not None:
            parse_address(value)  # raises BadAddress, a ValueError, for what names no database
        return value


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the environment. Raises BadSettings with every problem at once."""
    source = dict(os.environ if environment is None else environment)
    problems: list[str] = []
    values = _values(source, problems)
    settings = None
    try:
        settings = Settings(**values)
    except ValidationError as error:
        for fault in error.errors():
            name = str(fault["loc"][0]).upper() if fault["loc"] else "settings"
            problems.append(f"{name} {say_fault(fault)}")
    problems += [
        f"{field.upper()} {why}" for field, value in values.items() if (why := _copied_wrongly(field, value))
    ]
    problems += _missing(values)
    if settings is not None and settings.console_port == settings.port:
        problems.append("CONSOLE_PORT must be another port than PORT")
    if problems or settings is None:
        raise BadSettings(problems)
    return settings


def _values(source: dict[str, str], problems: list[str]) -> dict[str, Any]:
    """Return the settings' values by field name, each from `NAME` or from the file that `NAME_FILE` names."""
    values: dict[str, Any] = dict.fromkeys(Settings.model_fields)
    for field in values:
        name = field.upper()
        values[field] = source.get(name, "").strip()
        path = source.get(f"{name}_FILE", "")
        if path and values[field]:
            problems.append(f"{name} and {name}_FILE are both set; keep one")
        elif path:
            try:
                values[field] = Path(path).read_text().strip()
            except (OSError, UnicodeDecodeError) as error:
                problems.append(f"{name}_FILE can't be read: {error}")
    return {field: value for field, value in values.items() if value}


def _copied_wrongly(field: str, value: str) -> str:
    """What is wrong with a value that came along with its quotation marks, or that nobody has filled in."""
    if QUOTED.fullmatch(value):
        return "stands in quotation marks, which count as part of it: write it without"
    if PLACEHOLDER.fullmatch(value) and field not in NOT_PLACEHOLDERS:
        return "is a placeholder: put in the value itself, or leave it out"
    return ""


def _missing(values: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each missing setting: related ones of those that are set, and those that production
    needs."""
    problems = _partly_missing(values, "single sign-on", SIGN_ON_NEEDS)
    problems += _partly_missing(values, "answering in the browser", BROWSER_NEEDS)
    if values.get("twilio_region") and not values.get("twilio_edge"):
        problems.append("TWILIO_EDGE is missing; a region is reached by an edge, such as dublin for ie1")
    problems += _partly_missing(values, "the weekly summary", MAIL_NEEDS)
    problems += _partly_missing(values, "signing in at the mail server", SMTP_SIGN_IN)
    return problems + _missing_in_production(values)


def _partly_missing(values: Mapping[str, Any], purpose: str, names: tuple[str, ...]) -> list[str]:
    given = [name for name in names if values.get(name.lower())]
    return [
        f"{name} is missing; {purpose} needs all of {', '.join(names)}"
        for name in names
        if given and name not in given
    ]


def _missing_in_production(values: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each setting that production lacks; local mode, without any `TWILIO_*`, needs nothing."""
    if not any(values.get(name.lower()) for name in CARRIER_NAMES):
        return []
    problems = [
        f"{name} is missing; it is needed as soon as a carrier account is set"
        for name in PRODUCTION_NEEDS
        if not values.get(name.lower())
    ]
    if str(values.get("public_url", "")).startswith("http://"):
        problems.append("PUBLIC_URL must be https outside local mode")
    return problems
