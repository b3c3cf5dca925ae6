"""The findings of the installation as Prometheus reads them."""

from collections.abc import Iterator, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from pmmi.state.installation import Finding, State


class _Findings:
    def __init__(self, found: Sequence[Finding]) -> None:
        self._found = found

    def collect(self) -> Iterator[GaugeMetricFamily]:
        states = ", ".join(f"{number} {state}" for number, state in enumerate(State))
        gauge = GaugeMetricFamily("pmmi_check", f"What check_installation says: {states}", labels=["about"])
        for each in self._found:
            gauge.add_metric([each.about], list(State).index(each.state))
        yield gauge


def metrics(found: Sequence[Finding]) -> bytes:
    """One gauge, ``pmmi_check``, with a sample for each finding."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Findings(found))
    return generate_latest(registry)
