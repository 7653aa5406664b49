"""What pages need to show returns."""

from django import template

from shop.returns.models import ReturnRequest

register = template.Library()
State = ReturnRequest.State
BADGES = {
    State.REQUESTED: "caution",
    State.SENT: "caution",
    State.PART: "caution",
    State.SETTLED: "success",
    State.REFUSED: "danger",
    State.CANCELLED: "plain",
}


@register.filter
def return_badge(request: ReturnRequest) -> str:
    return BADGES[State(request.state)]


@register.filter
def pieces_asked(request: ReturnRequest) -> int:
    return sum(line.quantity for line in request.lines.all())
