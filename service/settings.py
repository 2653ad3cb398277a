"""How is one installation of the service set? From the environment; a wrong value stops the start.

Secrets are named by files, never given as values: an environment is shown in too many places.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from geo.faults import BadInput, FaultList

PREFIX = "JIUJIN_"
_ON = {"1": True, "true": True, "yes": True, "on": True,
       "0": False, "false": False, "no": False, "off": False}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken in. `per_ip`: requests a second and address, 0 for none (behind a proxy).

    `late_s`: seconds by which the loop may run late before reports, twice this look-ups and four
    times this submissions are put off; `standing_s`: the same once it has not been on time for a
    while. `waiting`: writes that may wait. `logins`: log-ins checked at once. `codes_per_number`,
    `codes_per_address`: codes by text message in an hour (0 addresses: not counted).
    """

    per_ip: float = 20.0
    burst: int = 60
    late_s: float = 0.15
    standing_s: float = 0.01
    waiting: int = 56
    in_flight: int = 1_000
    logins: int = 2
    logins_per_minute: int = 5
    codes_per_number: int = 5
    codes_per_address: int = 60


@dataclass(frozen=True, slots=True)
class Oidc:
    """The provider at which staff sign in, and what we are to it."""

    issuer: str
    client_id: str
    secret_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation: one district's desk before one store.

    `base_url`: the public address, whose scheme decides whether cookies are secure.
    `metrics_token_file`: who may read /metrics besides this machine. `trusted_proxy`: the address
    of the one proxy whose X-Forwarded-For is believed. `witness_folder`: where the daily
    checkpoints are put. `second_factor` is off in the demo alone; no variable sets it.
    `sms_verification`: telephones of guardians are checked by a code; needs a gateway.
    """

    database: str
    key_file: Path
    district_folder: Path
    district_id: str
    cycle_id: str
    base_url: str = "http://127.0.0.1:8000"
    metrics_token_file: Path | None = None
    trusted_proxy: str = ""
    oidc: Oidc | None = None
    sms: str = "console"
    sms_verification: bool = False
    embedded_worker: bool = False
    witness_folder: Path | None = None
    second_factor: bool = True
    limits: Limits = field(default_factory=Limits)

    @property
    def secure(self) -> bool:
        """Say whether the public address is https, so that cookies are sent on nothing else."""
        return self.base_url.startswith("https://")

    @property
    def origin(self) -> str:
        """Return scheme, host and port, as a browser names its origin."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read the settings from JIUJIN_… variables; raises BadInput with every fault."""
    faults = FaultList()
    given = {name.removeprefix(PREFIX): text for name, text in environment.items()
             if name.startswith(PREFIX)}  # fmt: skip
    read = _Reader(given, faults)
    found = Settings(
        database=read.text("DATABASE"), key_file=Path(read.text("KEY_FILE")),
        district_folder=Path(read.text("DISTRICT_FOLDER")),
        district_id=read.text("DISTRICT_ID"), cycle_id=read.text("CYCLE_ID"),
        base_url=read.address("BASE_URL", "http://127.0.0.1:8000"),
        metrics_token_file=read.file("METRICS_TOKEN_FILE"),
        trusted_proxy=read.text("TRUSTED_PROXY", ""), oidc=read.oidc(),
        sms=read.text("SMS", "console"), sms_verification=read.sms_verification(),
        embedded_worker=read.flag("EMBEDDED_WORKER"),
        witness_folder=read.folder("WITNESS_FOLDER"),
        limits=read.limits(),
    )  # fmt: skip
    for name in sorted(set(given) - read.known):
        faults.add(PREFIX + name, "is no setting", "take it out, or correct its name")
    faults.refuse_if_any()
    return found


class _Reader:
    """Reads single values and collects what is wrong with them."""

    def __init__(self, given: Mapping[str, str], faults: FaultList) -> None:
        self.given, self.faults, self.known = given, faults, set[str]()

    def text(self, name: str, default: str | None = None) -> str:
        self.known.add(name)
        found = self.given.get(name, default)
        if found is None or (default is None and not found):
            self.faults.add(PREFIX + name, "is not set", "set it")
            return ""
        return found

    def file(self, name: str) -> Path | None:
        found = self.text(name, "")
        if found and not Path(found).is_file():
            self.faults.add(PREFIX + name, "names no file", "name a file, or leave it out")
        return Path(found) if found else None

    def folder(self, name: str) -> Path | None:
        found = self.text(name, "")
        if found and not Path(found).is_dir():
            self.faults.add(PREFIX + name, "names no folder", "make the folder, or leave it out")
        return Path(found) if found else None

    def address(self, name: str, default: str) -> str:
        found = self.text(name, default)
        parts = urlsplit(found)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/"):
            self.faults.add(PREFIX + name, "is no address such as https://host", "correct it")
        return found.rstrip("/")

    def flag(self, name: str, default: str = "no") -> bool:
        found = self.text(name, default).lower()
        if found not in _ON:
            self.faults.add(PREFIX + name, "is neither yes nor no", "write yes or no")
        return _ON.get(found, False)

    def sms_verification(self) -> bool:
        """Return whether codes are sent: where a provider is named, unless it is said otherwise."""
        gateway = self.text("SMS", "console")
        provider = gateway.startswith(("http://", "https://"))
        found = self.flag("SMS_VERIFICATION", "on" if provider else "off")
        if found and gateway == "console":
            self.faults.add(PREFIX + "SMS_VERIFICATION", "is on, but no text message is sent",
                            f"name a gateway in {PREFIX}SMS, or write off")  # fmt: skip
        return found

    def number(self, name: str, default: float) -> float:
        found = self.text(name, str(default))
        try:
            number = float(found)
        except ValueError:
            number = -1.0
        if not 0 <= number < 1e9:
            self.faults.add(PREFIX + name, "is no number from 0 up", "write a number")
        return number

    def limits(self) -> Limits:
        plain = Limits()
        return Limits(
            per_ip=self.number("PER_IP", plain.per_ip),
            burst=int(self.number("BURST", plain.burst)),
            late_s=self.number("LATE_S", plain.late_s),
            standing_s=self.number("STANDING_S", plain.standing_s),
            waiting=int(self.number("WAITING", plain.waiting)),
            in_flight=int(self.number("IN_FLIGHT", plain.in_flight)),
            logins=max(1, int(self.number("LOGINS", plain.logins))),
            logins_per_minute=int(self.number("LOGINS_PER_MINUTE", plain.logins_per_minute)),
            codes_per_number=max(1, int(self.number("CODES_PER_NUMBER", plain.codes_per_number))),
            codes_per_address=int(self.number("CODES_PER_ADDRESS", plain.codes_per_address)),
        )

    def oidc(self) -> Oidc | None:
        issuer, client = self.text("OIDC_ISSUER", ""), self.text("OIDC_CLIENT_ID", "")
        secret = self.file("OIDC_SECRET_FILE")
        if bool(issuer) != bool(client):
            self.faults.add(PREFIX + "OIDC_ISSUER", "issuer and client go together", "set both")
        return Oidc(issuer.rstrip("/"), client, secret) if issuer and client else None


def verification_said(settings: Settings) -> str:
    """Say at the start whether telephones are checked, and what it means that they are not."""
    if settings.sms_verification:
        return "sms_verification = on: guardians prove their telephones by a code"
    return (
        "sms_verification = off: nobody checks the telephones of guardians, and a forgotten "
        "password is reset at a desk alone"
    )


def secret_in(path: Path | None) -> str:
    """Return the one line of a secret's file, "" without a file; BadInput if others may read it."""
    if path is None:
        return ""
    if path.stat().st_mode & 0o077:
        raise BadInput.one(path.name, "others may read it", "chmod 600 it")
    return path.read_text(encoding="utf-8").strip()
