# SPDX-License-Identifier: Apache-2.0
import socket
import threading
import time

PIECE = 1 << 16


class Relay:
    """A way to a server of this machine that is no faster than a network, for the length of a `with` block.

    The rate is that of the whole way, as on a cable: connections share it.
    """

    def __init__(self, port: int, bytes_per_second: int):
        self._target = ("127.0.0.1", port)
        self._rate = bytes_per_second
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._lock = threading.Lock()
        self._free_at = 0.0

    def __enter__(self) -> "Relay":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind, error, trace) -> None:
        self._listener.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
            except OSError:
                return  # closed
            threading.Thread(target=self._copy, args=(client, server, False), daemon=True).start()
            threading.Thread(target=self._copy, args=(server, client, True), daemon=True).start()

    def _copy(self, source: socket.socket, target: socket.socket, is_limited: bool) -> None:
        piece = memoryview(bytearray(PIECE))
        try:
            while count := source.recv_into(piece):
                if is_limited:
                    self._wait(count)
                target.sendall(piece[:count])
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the other side has left
        if is_limited:
            source.close()

    def _wait(self, count: int) -> None:
        """Waits until so many bytes would have come over the cable."""
        with self._lock:
            now = time.perf_counter()
            self._free_at = max(self._free_at, now) + count / self._rate
            pause = self._free_at - now
        # Short pauses are made up for by the next ones: the system's clock is too coarse for each.
        if pause > 0.002:
            time.sleep(pause)
