"""A TCP proxy that knows when a client asks something, and can do something before that, or between it and its answer.

A request begins where a client speaks after its server has spoken; it is numbered over all connections, from 1.
"""

import socket
import threading


class Proxy:
    """Listens from the start. `upstream`: (host, port)."""

    def __init__(self, upstream):
        self.upstream = upstream
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.begin()
        threading.Thread(target=self.accept, daemon=True).start()

    def begin(self, point=0, before=None, after=None, edits=(), saying=b""):
        """Counts from 1 again. At request `point` of those that say `saying`: `before` is called, and the connection cut
        before the request goes on if it answers True; `after` is called once the request is answered, and the answer is
        never delivered if it answers True. `reached` counts the calls. `edits`: pairs of texts of one length, the second
        said instead of the first; `edited` holds those that were."""
        with self.lock:
            self.saying, self.said = saying, 0
            self.requests, self.point, self.before, self.after, self.reached = [], point, before, after, 0
            self.edits, self.edited = edits, set()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            try:
                server = socket.create_connection(self.upstream, 5)
                server.settimeout(None)
            except OSError:
                client.close()
                continue
            Connection(self, client, server)

    def request(self, data):
        """Notes a request; whether it is the point."""
        with self.lock:
            self.requests.append(data)
            self.said += self.saying in data
            return self.saying in data and self.said == self.point

    def edit(self, data):
        with self.lock:
            for old, new in self.edits:
                if old in data:
                    self.edited.add(old)
                    data = data.replace(old, new)
            return data

    def reach(self, what):
        """Does what is to be done at the point; whether the connection is to be cut."""
        if what is None:
            return False
        self.reached += 1  # first: once it is done, winnow may end before this thread goes on
        return what()


class Connection:
    def __init__(self, proxy, client, server):
        self.proxy, self.client, self.server = proxy, client, server
        self.server_spoke = True
        self.at_point = False
        for one in (client, server):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=self.pump, args=(client, server, self.asked), daemon=True).start()
        threading.Thread(target=self.pump, args=(server, client, self.answered), daemon=True).start()

    def pump(self, source, sink, goes_on):
        try:
            while data := source.recv(1 << 20):
                if source is self.client:
                    data = self.proxy.edit(data)
                if not goes_on(data):
                    break
                sink.sendall(data)
        except OSError:
            pass  # cut at the other end
        for one in (self.client, self.server):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # closed already

    def asked(self, data):
        if not self.server_spoke:
            return True
        self.server_spoke = False
        self.at_point = self.proxy.request(data)
        return not (self.at_point and self.proxy.reach(self.proxy.before))

    def answered(self, data):
        self.server_spoke = True
        at_point, self.at_point = self.at_point, False
        return not (at_point and self.proxy.reach(self.proxy.after))
