"""A network between the store and PostgreSQL that fails on demand."""

import contextlib
import socket
import threading

DELAY = 0.05  # seconds that each packet takes more: a slow line, not a dead one


class Proxy:
    """Stands between the store and PostgreSQL: it cuts, swallows, delays or refuses on demand."""

    def __init__(self, target):
        self.target, self.mode, self.open = target, "pass", []
        self._never = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                if self.mode == "refuse":
                    near.close()
                    continue
                far = socket.socket(socket.AF_UNIX)
                far.connect(self.target)
                self.open += [near, far]
                for pair in ((near, far, True), (far, near, False)):
                    threading.Thread(target=self._pump, args=pair, daemon=True).start()

    def _pump(self, source, sink, upwards):
        with contextlib.suppress(OSError):
            self._carry(source, sink, upwards)
        # also where the near end was killed and its socket reset: the far one must not wait for it
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)

    def _carry(self, source, sink, upwards):
        while data := source.recv(65536):
            if self.mode == "swallow":
                continue
            if self.mode == "delay":
                self._never.wait(DELAY)
            last = self.mode == "cut at commit" and upwards and b"COMMIT" in data
            if last:  # before it is sent, so that no answer can slip through
                self.mode = "swallow"
            sink.sendall(data)
            if last:
                self.cut()

    def cut(self):
        for one in self.open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self.open.clear()

    def close(self):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.cut()
