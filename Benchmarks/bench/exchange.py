# SPDX-License-Identifier: Apache-2.0
import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit

from .errors import BenchError


@dataclass(frozen=True)
class Answer:
    """A response with its whole body."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


def request(
    url: str, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> Answer:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


def expect(status: int, answer: Answer, what: str) -> Answer:
    """The answer, if it has the right status."""
    if answer.status != status:
        text = answer.body[:300].decode(errors="replace")
        raise BenchError(f"{what}: status {answer.status} instead of {status} {text}")
    return answer
