"""The quarter that a dashboard shows: the one its address names, else the latest."""

from foundation.request import Request
from indicators.queries.quarters import last_over, latest_quarter
from plans.periods import Period
from reporting.queries.quarters import read_quarter


def asked_quarter(request: Request) -> Period | None:
    """The quarter that the address names; None where it names none that is over."""
    return read_quarter(request.GET.get("period", ""), today=request.today)


def shown_quarter(request: Request) -> Period:
    """The quarter asked for, else the latest with figures."""
    return asked_quarter(request) or latest_quarter(request.today)


def plain_quarter(request: Request) -> Period:
    """The quarter asked for, else the last that is over, with or without figures. Asks the database nothing."""
    return asked_quarter(request) or last_over(request.today)


def not_the_quarter_asked(request: Request, shown: Period) -> str:
    """A sentence where the address names a quarter that is not over, or none at all; else ""."""
    asked = request.GET.get("period", "")
    if not asked or asked_quarter(request):
        return ""
    return f"This address asks for a quarter that is not over yet or that there is none of; showing {shown.long_label}."
