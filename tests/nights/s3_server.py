"""An S3 server in a process of its own: it tells its port, and serves until its input ends.

Beside the tests in one process, each of its answers would wait for Python's lock. Only S3's part of Moto: the
whole of it looks for the service that is meant with every request.
"""

import logging
import sys
from threading import Thread

from moto.moto_server.werkzeug_app import MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server


def main() -> None:
    """Serve."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # not a line for each request
    app = create_backend_app("s3")
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=MotoRequestHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
