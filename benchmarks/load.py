"""A bounded load on a server of our own, over loopback only."""

import http.client
import threading
import time
from dataclasses import dataclass, field

CLIENTS = 4
REQUESTS_EACH = 75
PERCENTILE = 0.95


@dataclass
class Load:
    """Some clients that each ask for one page over and over, on a connection of their own."""

    port: int
    path: str
    times: list[float] = field(default_factory=list)
    failures: int = 0

    def run(self) -> None:
        self.ask(1)  # warm: templates compiled, connections open
        self.times.clear()
        start = time.perf_counter()
        threads = [threading.Thread(target=self.ask, args=(REQUESTS_EACH,)) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.elapsed = time.perf_counter() - start

    def ask(self, count: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        for _ in range(count):
            start = time.perf_counter()
            connection.request("GET", self.path)
            answer = connection.getresponse()
            answer.read()
            self.failures += answer.status != http.HTTPStatus.OK
            self.times.append(time.perf_counter() - start)
        connection.close()

    @property
    def a_second(self) -> float:
        return len(self.times) / self.elapsed

    @property
    def p95(self) -> float:
        """Milliseconds within which 95 of 100 answers came."""
        return 1000 * sorted(self.times)[int(PERCENTILE * len(self.times))]
