"""A web server on loopback that answers as it is told, one answer a request; what it was asked is remembered."""

from __future__ import annotations

import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server:
    """Answers in the order of `answers`; the last one stays. An answer is a function of the handler."""

    def __init__(self):
        self.answers, self.asked = [], []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                outer.asked.append((self.path, dict(self.headers)))
                answer = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                answer(self)

            def log_message(self, *args):
                pass

        self.gone = threading.Event()
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.http.handle_error = lambda *_: None  # a client that leaves is what some tests are about
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def url(self, path="/events.csv", host="127.0.0.1"):
        return f"http://{host}:{self.http.server_port}{path}"

    def close(self):
        self.gone.set()
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()

    def header(self, name):
        """What each request said in one header, None where nothing."""
        return [headers.get(name) for _, headers in self.asked]

    def silence(self):
        """Say nothing until the server is closed."""

        def answer(handler):
            self.gone.wait(30)
            handler.close_connection = True

        return answer


def say(body=b"", status=200, **headers):
    """A whole answer; header names with _ for -. Content_Length=None leaves it out."""

    def answer(handler):
        told = {"Content_Length": str(len(body))} | headers
        handler.send_response(status)
        for name, value in told.items():
            if value is not None:
                handler.send_header(name.replace("_", "-"), value)
        if told["Content_Length"] is None:
            handler.send_header("Connection", "close")
            handler.close_connection = True
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def begin(body, length, *, reset=False, **headers):
    """The first part of an answer of `length` bytes; then the connection is closed, or reset."""

    def answer(handler):
        say(body, Content_Length=str(length), **headers)(handler)
        handler.wfile.flush()
        handler.close_connection = True
        if reset:
            threading.Event().wait(0.05)  # or what was sent would be lost on the way as well
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.close()

    return answer


def chunks(*parts, end=True, **headers):
    """A body without a length, in chunks; without its end where it is cut off."""

    def answer(handler):
        handler.send_response(200)
        for name, value in ({"Transfer_Encoding": "chunked"} | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        for part in parts:
            handler.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        if end:
            handler.wfile.write(b"0\r\n\r\n")
        else:
            handler.close_connection = True

    return answer


def ranged(body, start=None, **headers):
    """The bytes that are asked for, or those from `start`."""

    def answer(handler):
        if start is None and "Range" not in handler.headers:
            return say(body, **headers)(handler)
        first = int(handler.headers["Range"].removeprefix("bytes=").rstrip("-")) if start is None else start
        return say(body[first:], 206, Content_Range=f"bytes {first}-{len(body) - 1}/{len(body)}", **headers)(handler)

    return answer
