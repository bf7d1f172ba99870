"""Serves moto on a free port of loopback, prints which, and ends when standard input closes."""

import io
import logging
import os
import sys
import threading

import secrets_of_moto  # noqa: F401
import tables_of_moto  # noqa: F401
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.exceptions import InternalServerError
from werkzeug.serving import WSGIRequestHandler, make_server


class KeepAlive(WSGIRequestHandler):
    """Many calls over one connection.

    werkzeug's own handler closes each connection and waits 10 ms for what may still come. This one reads the body
    whole, which the gateway always sends with its length, so that nothing is left over.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def run_wsgi(self):
        environ = self.make_environ()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        try:
            self.answer(self.server.app, environ)
        except Exception as error:
            logging.getLogger("moto").exception(error)
            # The page that tells the gateway: moto does not know this call.
            self.answer(InternalServerError(), environ)

    def answer(self, app, environ):
        head = []

        def start_response(status, headers, exc_info=None):
            head[:] = [status, headers]

        content = b"".join(app(environ, start_response))
        status, headers = head
        code, _, reason = status.partition(" ")
        is_head = self.command == "HEAD"
        self.send_response(int(code), reason)
        for name, value in headers:
            # The length of a HEAD is that of the body it stands for.
            if is_head or name.lower() != "content-length":
                self.send_header(name, value)
        if not is_head and code not in ("204", "304"):
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if not is_head:
            self.wfile.write(content)
        self.wfile.flush()


def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)


logging.getLogger("werkzeug").setLevel(logging.ERROR)
application = DomainDispatcherApplication(create_backend_app)
server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=KeepAlive)
print(server.server_port, flush=True)
threading.Thread(target=end_with_parent, daemon=True).start()
server.serve_forever()
