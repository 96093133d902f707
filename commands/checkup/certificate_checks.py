"""The doctor's checks of `PUBLIC_URL`: whether the carrier can reach it and trusts its certificate.

Looked at from this machine, by this machine's authorities: a firewall may show the carrier something else.
"""

from __future__ import annotations

import socket
import ssl
from urllib.parse import urlsplit

from commands.checkup.finding import CheckFinding
from store import clock

PATIENCE = 5.0
"""Seconds, as the carrier's own for a connection."""
FEWEST_DAYS = 21
"""Authorities renew thirty days before the end: less than this means that renewing fails."""
DAY = 86_400
RENEW = "Renew it, and see why it does not renew by itself (systemctl status certbot.timer)."
WRONG = {10: ("has run out", RENEW), 62: ("is for another name", "Get one for the host of PUBLIC_URL.")}
"""What is wrong, and what to do, by OpenSSL's number of the fault (X509_V_ERR_…)."""
UNTRUSTED = "Serve the whole chain (fullchain.pem), from an authority that is known everywhere: the carrier checks it."


def certificate_finding(url: str) -> CheckFinding:
    """Return the finding about the certificate of an `https` address."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    try:
        ends = _end_of_certificate(host, port)
    except ssl.SSLCertVerificationError as error:
        why, advice = WRONG.get(error.verify_code, (f"is not trusted ({error.verify_message})", UNTRUSTED))
        return CheckFinding("certificate", False, f"that of {host} {why}", advice)
    except OSError as error:
        advice = "See that the name leads here and the proxy runs; calls can't come in otherwise."
        return CheckFinding(
            "certificate", False, f"{host}:{port} can't be reached ({_reason(error)})", advice
        )
    return _lasting(host, ends)


def _end_of_certificate(host: str, port: int) -> float:
    """Return when the certificate ends, seconds since 1970. Raises OSError, of which SSLCertVerificationError
    is one."""
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=PATIENCE) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        certificate = secured.getpeercert() or {}
    return ssl.cert_time_to_seconds(str(certificate["notAfter"]))


def _lasting(host: str, ends: float) -> CheckFinding:
    days = int((ends - clock.now().timestamp()) // DAY)
    told = f"that of {host} is good for {days} days"
    return CheckFinding("certificate", days >= FEWEST_DAYS, told, "" if days >= FEWEST_DAYS else RENEW)


def _reason(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__
