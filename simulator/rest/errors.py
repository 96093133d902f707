"""The REST API's errors: an HTTP status and the carrier's code in JSON."""

from __future__ import annotations

from simulator.settings import RestFault


class RestError(Exception):
    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def to_json(self) -> dict[str, object]:
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


class Injected(RestError):
    """An error that a test asked for."""

    def __init__(self, fault: RestFault) -> None:
        super().__init__(fault.status, fault.shown_code, "injected error")
        self.fault = fault

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": self.fault.retry_after} if self.fault.retry_after else {}


class NotFound(RestError):
    def __init__(self, path: str) -> None:
        super().__init__(404, 20404, f"The requested resource {path} was not found")


class Invalid(RestError):
    """A parameter the carrier refuses."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(400, code, message)
