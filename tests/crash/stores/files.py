"""Files: a tree with folders, modes and times, some of it past its keep time."""

import hashlib
import os

from harness.world import World

OLD = 1_500_000_000  # seconds since 1970

TOML = """
[stores.tree]
plugin = "files"
root = "tree"
allow = ["logs/"]

[jobs.sweep]
plugin = "audit-prune"
store = "tree"
target = "logs/"
column = "modified"
retention = "365d"
limits = { max_share = "100%" }
"""


def write_file(path, text, mode=0o640, time=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    if time is not None:
        os.utime(path, ns=(time * 10**9 + 123_456_789,) * 2)


def live_files(root, store, target):
    """Every file below `root`, the bin left out, with content, mode and time."""
    out = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name != ".trash"]
        for name in names:
            path = os.path.join(folder, name)
            facts = os.lstat(path)
            with open(path, "rb") as file:
                digest = hashlib.sha256(file.read()).hexdigest()
            key = os.path.relpath(path, root)
            out[f"{store}/{target}/{key}"] = f"{digest} {facts.st_mode:o} {facts.st_mtime_ns}"
    return out


class Files(World):
    name = "files"
    place, doomed, held = "tree/logs/", "logs/0/old 3.log", "logs/1/old 4.log"

    def make(self):
        logs = self.home / "tree" / "logs"
        for i in range(8):
            write_file(logs / f"{i % 3}" / f"old {i}.log", f"old {i}\n" * i, 0o600 + i, OLD + i)
        write_file(logs / "at the top.log", "old", 0o444, OLD)
        for i in range(3):
            write_file(logs / f"{i}" / f"new {i}.log", f"new {i}\n")

    def toml(self):
        return TOML

    def items(self):
        return live_files(self.home / "tree", "tree", "logs/")
