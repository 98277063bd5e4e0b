"""What the service counts about itself. Labels come from fixed sets: no file name, address or id is among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from komando.policy.verdict import Verdict

_METHODS: Final = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}
_OTHER: Final = "other"
_SECONDS: Final = (0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)


class Metrics:
    """Counters of one service, from its start on."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "komando_requests", "Requests that were answered.", ["method", "route", "status"], registry=self._registry
        )
        self._request_seconds = Histogram(
            "komando_request_seconds",
            "From a request's headers to the end of its answer.",
            ["route"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._photos = Counter(
            "komando_photos", "Photos that were judged, by the machine's verdict.", ["verdict"], registry=self._registry
        )
        self._photo_seconds = Histogram(
            "komando_photo_seconds",
            "From the moment a photo was there to its verdict, waiting for a worker included.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        for verdict in Verdict:
            self._photos.labels(verdict.value)
        ProcessCollector(registry=self._registry)

    def watch(self, gauges: Iterable[tuple[str, str, Callable[[], float]]]) -> None:
        """Ask for a value whenever somebody looks.

        Args:
            gauges: Name, meaning and where the value comes from.
        """
        for name, meaning, value in gauges:
            Gauge(name, meaning, registry=self._registry).set_function(value)

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered.

        Args:
            method: As it was sent.
            route: The pattern of its address, not the address.
            status: Of the answer.
            seconds: Until the answer's end.
        """
        self._requests.labels(method if method in _METHODS else _OTHER, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def count_photo(self, verdict: Verdict, seconds: float) -> None:
        """A photo was judged."""
        self._photos.labels(verdict.value).inc()
        self._photo_seconds.observe(seconds)

    def text(self) -> bytes:
        """In the text format of Prometheus."""
        return generate_latest(self._registry)
