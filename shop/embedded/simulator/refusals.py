"""Why the simulator does not do what it was asked for, in Stripe's words."""

from typing import Any


class Refusal(Exception):
    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str = "",
    ):
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.code = code

    def body(self) -> dict[str, Any]:
        error = {"type": self.kind, "message": str(self)}
        return {"error": error | ({"code": self.code} if self.code else {})}


def missing(thing_id: str) -> Refusal:
    return Refusal(f"No such object: {thing_id}", status=404, code="resource_missing")
