"""A server that takes uploads and throws the bytes away: clients are timed against it.

It knows just enough of the contract to be logged in to and uploaded to, keeps nothing,
and can be slow on purpose: a delay before each answer and a bandwidth per connection
make loopback a long, thin line.
"""

import argparse
import json
import re
import socket
import threading
import time

VIDEO = {"videoId": "vi0123456789ABCDEFGHIJKL", "title": "sink", "assets": {}}
TOKEN = {
    "token_type": "Bearer",
    "expires_in": 3600,
    "access_token": "t",
    "refresh_token": "r",
}
STATUS = {
    "ingest": {"status": "uploaded"},
    "encoding": {"playable": True, "qualities": []},
}
STEP = 64 * 1024


class Line:
    """One connection, as slow as it is told to be."""

    def __init__(self, connection, *, delay, bandwidth):
        self._connection, self._delay, self._bandwidth = connection, delay, bandwidth
        self._buffer = memoryview(bytearray(STEP if bandwidth else 2**20))
        self._rest = b""

    def serve(self):
        with self._connection:
            while head := self._read_head():
                self._answer(*head)

    def _read_head(self):
        data = self._rest
        while b"\r\n\r\n" not in data:
            more = self._connection.recv(STEP)
            if not more:
                return None
            data += more
        head, _, self._rest = data.partition(b"\r\n\r\n")
        return head, self._length(head)

    @staticmethod
    def _length(head):
        found = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        return int(found[1]) if found else 0

    def _answer(self, head, length):
        if re.search(rb"(?i)\r\nexpect: *100", head):
            self._connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        self._throw_away(length)
        time.sleep(self._delay)
        path = head.split(b" ", 2)[1]
        body = VIDEO
        if path.startswith(b"/auth/"):
            body = TOKEN
        elif path.endswith(b"/status"):
            body = STATUS
        content = json.dumps(body).encode()
        self._connection.sendall(
            b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(content), content)
        )

    def _throw_away(self, length):
        taken = min(length, len(self._rest))
        self._rest = self._rest[taken:]
        left, began, got = length - taken, time.monotonic(), 0
        while left:
            count = self._connection.recv_into(self._buffer[: min(left, STEP * 16)])
            if not count:
                return
            left, got = left - count, got + count
            if self._bandwidth:
                ahead = got / self._bandwidth - (time.monotonic() - began)
                if ahead > 0:
                    time.sleep(ahead)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds an answer")
    parser.add_argument("--bandwidth", type=float, default=0.0, help="bytes a second")
    args = parser.parse_args()
    with socket.socket() as listener:
        if args.bandwidth:  # or the kernel's buffers would take it all at once
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, STEP)
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        while True:
            connection, _ = listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line = Line(connection, delay=args.delay, bandwidth=args.bandwidth)
            threading.Thread(target=line.serve, daemon=True).start()


if __name__ == "__main__":
    main()
