"""Which system calls of a process change something, and how to kill it just before one of them.

strace counts the calls of each name apart, so a point is a name and a number: pwrite64:7 is the seventh pwrite64.
A process that is killed there has done everything before that call, and nothing of the call itself.
"""

import json
import os
import re
import signal
import subprocess
from dataclasses import dataclass

WRITING = [
    "write", "writev", "pwrite64", "pwritev", "sendto", "sendmsg", "fsync", "fdatasync", "ftruncate", "fallocate",
    "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "link", "linkat",
    "fchmod", "fchmodat", "utimensat",
]
OPENING = ["open", "openat"]  # only where they create

CALL = re.compile(r"^(?P<pid>\d+) +(?P<name>\w+)\((?P<rest>.*)$")


@dataclass(frozen=True)
class Point:
    call: str
    nth: int

    def __str__(self):
        return f"{self.call}:{self.nth}"

    @staticmethod
    def parse(text):
        call, nth = text.split(":")
        return Point(call, int(nth))


def usable():
    """Whether processes may be traced here."""
    try:
        probe = subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], stderr=subprocess.DEVNULL)
    except FileNotFoundError:
        return False
    return probe.returncode == 0


def changes_something(name, rest):
    if name in OPENING:
        return "O_CREAT" in rest or "O_TMPFILE" in rest
    return not (name == "write" and rest.startswith("2,"))  # what goes to standard error changes nothing


def with_report(command, folder):
    """`command` with descriptor 3 open, on which a worker reports."""
    return ["sh", "-c", 'exec 3>"$0"; exec "$@"', str(folder / "worker-report"), *command]


def points_of(command, folder):
    """Runs `command` to its end; answers its status and its points, in the order in which they came."""
    log = folder / "strace.log"
    tracing = ["strace", "-f", "-qq", "-o", str(log), "-e", "signal=none", "-e", "trace=" + ",".join(OPENING + WRITING)]
    done = subprocess.run(with_report(tracing + command, folder), capture_output=True)
    count = {}
    points = []
    for line in log.read_text(errors="replace").splitlines():
        found = CALL.match(line)
        if not found:
            continue
        name = found["name"]
        nth = count[found["pid"], name] = count.get((found["pid"], name), 0) + 1
        if changes_something(name, found["rest"]):
            points.append(Point(name, nth))
    return done.returncode, points


def run_until(command, point, folder):
    """Runs `command` and kills it at `point`; false if it never came there."""
    inject = f"inject={point.call}:signal=KILL:when={point.nth}"
    tracing = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={point.call}", "-e", inject]
    done = subprocess.run(with_report(tracing + command, folder), capture_output=True)
    return done.returncode == -signal.SIGKILL


def run_with_error(command, point, error, folder):
    """Runs `command` to its end; its call at `point` fails with `error`. False if it never came there."""
    log = folder / "strace.log"
    inject = f"inject={point.call}:error={error}:when={point.nth}"
    tracing = ["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={point.call}", "-e", inject]
    subprocess.run(with_report(tracing + command, folder), capture_output=True)
    return "(INJECTED)" in log.read_text(errors="replace")


def worker_command(command, folder):
    """The command line with which the supervisor started by `command` starts its (first) worker."""
    log = folder / "strace.log"
    tracing = ["strace", "-f", "-qq", "-s", "4096", "-o", str(log), "-e", "signal=none", "-e", "trace=execve"]
    subprocess.run(tracing + command, capture_output=True)
    for line in log.read_text().splitlines():
        found = re.search(r'execve\("/proc/self/exe", (\[.*?\]), ', line)
        if found:
            return [command[0], *json.loads(found[1])[1:]]
    raise RuntimeError("the supervisor started no worker")


def kill_supervisor_at(command, point, folder):
    """Stops the worker that `command` starts at `point`, then kills the supervisor alone; false if it never came there.

    The supervisor makes none of the calls of `point`, so they are the worker's.
    """
    inject = f"inject={point.call}:signal=STOP:when={point.nth}"
    reading, writing = os.pipe()
    tracing = ["strace", "-f", "-o", f"/dev/fd/{writing}", "-e", f"trace=execve,{point.call}", "-e", inject]
    strace = subprocess.Popen(tracing + command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              pass_fds=[writing])
    os.close(writing)
    supervisor = None
    reached = False
    with os.fdopen(reading) as log:
        for line in log:
            supervisor = supervisor or int(line.split()[0])
            # Each thread of the worker says so; by the second one the supervisor may be gone.
            if "stopped by SIGSTOP" in line and not reached:
                reached = True
                os.kill(supervisor, signal.SIGKILL)
    strace.wait()
    return reached
