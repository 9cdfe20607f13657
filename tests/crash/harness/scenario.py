"""What is killed, what comes after, and what must hold then."""

import json
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass

from harness import tracing
from harness.world import Broken

UNAPPROVED = 6  # what `run --apply` answers once an undo has withdrawn the approval
NOTHING_TO_UNDO = (0, 1)
PARTLY_UNDONE = 3  # what `undo` answers where a purge has destroyed a row's file before it was killed
NOTHING_MEANT = 1


@dataclass(frozen=True)
class Scenario:
    """`act` is killed (`apply`, `undo`, `purge` of two items of which a hold keeps one, or `hold`, which adds that
    hold before anything was removed), in the worker or in its supervisor; with `settling`, what comes after is killed
    too. Then comes `after`: `run` (and then undo), `undo` at once, or `purge` again. With `held`, another process
    holds the store open, and is killed last. With `error`, nothing is killed: the call at the point fails with it."""

    act: str
    after: str
    victim: str = "worker"
    settling: bool = False
    held: bool = False
    error: str = ""

    def __str__(self):
        words = [self.act, "then", self.after]
        words += ["killed-too"] * self.settling + ["held"] * self.held + ["supervisor"] * (self.victim == "supervisor")
        words += [self.error] * bool(self.error)
        return "-".join(words)


def few_scenarios(world):
    """What a quick look tries: each kind of store once, settling and a holder where they matter most."""
    few = [Scenario("apply", "run"), Scenario("undo", "undo"), Scenario("apply", "run", error="EIO")]
    few += [Scenario("purge", "purge")]
    if world.name == "sqlite-wal":
        few += [Scenario("apply", "run", held=True), Scenario("apply", "run", victim="supervisor")]
    if world.name == "linked":
        few += [Scenario("apply", "run", settling=True)]
    return few


def scenarios(world):
    """All of them for one kind of store."""
    out = []
    for held in [False, True] if world.holder() else [False]:
        for act in ["apply", "undo"]:
            for after in ["run", "undo"]:
                out.append(Scenario(act, after, held=held))
                out.append(Scenario(act, after, settling=True, held=held))
    out += [Scenario("purge", "purge"), Scenario("purge", "purge", settling=True), Scenario("purge", "undo")]
    out += [Scenario("hold", "run")]
    for error in ["EIO", "ENOSPC"]:
        out += [Scenario("apply", "run", error=error), Scenario("undo", "undo", error=error),
                Scenario("purge", "purge", error=error)]
    out.append(Scenario("apply", "run", victim="supervisor"))
    return out


def spread(things, count):
    """`count` of them, evenly spread, the last one included."""
    if len(things) <= count:
        return things
    return [things[(i + 1) * len(things) // count - 1] for i in range(count)]


class Trial:
    """One scenario in one world, point by point."""

    def __init__(self, world, scenario):
        self.world = world
        self.scenario = scenario
        self.runs = 0
        self.worker = None
        self.destroyed = self.items_of_the_doomed() if scenario.act == "purge" else set()

    def items_of_the_doomed(self):
        """What a purge that nobody disturbs destroys: the item, and what goes with it."""
        self.world.fresh()
        self.remove_and_hold()
        before, _ = self.world.binned()
        self.world.run(*self.purge())
        after, runs = self.world.binned()
        gone = before.keys() - after.keys()
        if not any(key.endswith("/" + self.world.doomed) for key in gone):
            raise Broken(f"a purge did not destroy what it was told to, but {gone}")
        return gone

    # --- commands ----------------------------------------------------------------------------------------------

    def purge(self):
        keys = ["--key", self.world.doomed, "--key", self.world.held]
        return ["trash", "purge", *keys, "--reason", "an erasure request", "--apply"]

    def hold(self):
        return ["hold", "add", self.world.place, "--key", self.world.held, "--reason", "a lawsuit"]

    def remove_and_hold(self):
        self.world.run("run", "--apply")
        self.world.run(*self.hold())

    def worker_command(self):
        """A worker as the supervisor starts it, under a run id and a time of its own."""
        if self.worker is None:
            self.world.fresh()
            self.worker = tracing.worker_command(self.world.command("run", "--apply"), self.world.side)
            self.world.fresh()
        self.runs += 1
        command = list(self.worker)
        command[command.index("--run") + 1] += f"-{self.runs}"
        command[command.index("--as-of") + 1] = str(time.time_ns() // 1000)
        return command

    def first_command(self):
        """What is killed, after everything that has to come before it."""
        self.world.fresh()
        if self.scenario.act == "undo":
            self.world.run("run", "--apply")
            return self.world.command("undo", "latest")
        if self.scenario.act == "purge":
            self.remove_and_hold()
            return self.world.command(*self.purge())
        if self.scenario.act == "hold":
            return self.world.command(*self.hold())
        if self.scenario.victim == "supervisor":
            return self.world.command("run", "--apply")
        return self.worker_command()

    def second_command(self):
        """What settles."""
        if self.scenario.after == "purge":
            return self.world.command(*self.purge())
        if self.scenario.after == "run":
            return self.worker_command()
        return self.world.command("undo", "latest")

    # --- points ------------------------------------------------------------------------------------------------

    def points(self):
        """Where the first command can be killed."""
        if self.scenario.victim == "supervisor":
            self.world.fresh()
            _, points = tracing.points_of(self.worker_command(), self.world.side)
            return [point for point in points if point.call not in ("write", "openat")]  # the supervisor's own
        _, points = tracing.points_of(self.first_command(), self.world.side)
        return points

    def settling_points(self, first):
        """Where what comes after a kill at `first` can be killed."""
        command = self.first_command()
        with self.holding():
            if not tracing.run_until(command, first, self.world.side):
                return []
            return tracing.points_of(self.second_command(), self.world.side)[1]

    # --- one point ---------------------------------------------------------------------------------------------

    def try_point(self, first, second=None):
        """Kills at `first` (and what settles at `second`), goes on, checks. False if a point was not reached."""
        command = self.first_command()
        with self.holding():
            if self.scenario.error:
                reached = tracing.run_with_error(command, first, self.scenario.error, self.world.side)
            elif self.scenario.victim == "supervisor":
                reached = tracing.kill_supervisor_at(command, first, self.world.side)
            else:
                reached = tracing.run_until(command, first, self.world.side)
            self.after_the_kill()
            if reached and second is not None:
                reached = tracing.run_until(self.second_command(), second, self.world.side)
            keeps = self.scenario.act == "hold" and self.is_held()
            if self.scenario.after == "purge":
                self.world.run(*self.purge(), wanted=(0, NOTHING_MEANT))  # what is purged already has no key any more
                self.world.run("run", "--apply")  # a purge that was done but for its end leaves that to it
            elif self.scenario.after == "run":
                self.world.run("run", "--apply", wanted=(0, UNAPPROVED))
            else:
                self.world.run("undo", "latest", wanted=(*NOTHING_TO_UNDO, *[PARTLY_UNDONE] * bool(self.destroyed)))
        if keeps and not any(key.endswith("/" + self.world.held) for key in self.world.items()):
            raise Broken("what is held was removed")
        self.check()
        return reached

    def is_held(self):
        return bool(json.loads(self.world.run("--json", "hold", "list"))["holds"])

    def after_the_kill(self):
        """What happens besides, before anything goes on."""

    @contextmanager
    def holding(self):
        """Another process that holds the store open, killed at the end."""
        command = self.world.holder() if self.scenario.held else None
        if command is None:
            yield
            return
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
            holder.stdout.readline()
            try:
                yield
            finally:
                holder.kill()

    # --- what must hold ----------------------------------------------------------------------------------------

    def check(self):
        world = self.world
        self.check_each_item_once()
        world.run("ledger", "verify")
        # Where there was nothing to undo nothing was settled either: a segment may wait for the next run to take it in.
        settled = self.scenario.after != "undo"
        world.run("trash", "check", wanted=(0,) if settled else (0, 1))
        if settled and (loose := world.loose_ends()):
            raise Broken("left behind: " + ", ".join(loose))
        _, runs = world.binned()
        # A row whose file was destroyed stays in the bin.
        for run in reversed(runs):
            world.run("undo", run, wanted=(0, PARTLY_UNDONE) if self.destroyed else (0,))
        self.check_all_is_back()
        world.run("ledger", "verify")

    def check_each_item_once(self):
        """Every item lives as it was, or lies in the bin, and not both."""
        live = self.world.items()
        binned, _ = self.world.binned()
        wrong = self.world.contradictions(live)
        for key, content in self.world.before.items():
            copies = binned.get(key, 0)
            if key in self.destroyed and self.scenario.after == "purge":
                if copies + (key in live) > 0:
                    wrong.append(f"{key} was purged and is there")
                continue
            if key not in live and copies == 0 and key not in self.destroyed:
                wrong.append(f"{key} is lost")
            if key in live and live[key] != content:
                wrong.append(f"{key} is not as it was: {live[key]}")
            if copies + (key in live) > 1:
                wrong.append(f"{key} is {'live and ' if key in live else ''}{copies} times in the bin")
        wrong += [f"{key} came from nowhere" for key in live.keys() - self.world.before.keys()]
        if wrong:
            raise Broken("; ".join(sorted(wrong)[:5]))

    def check_all_is_back(self):
        """After the undo of everything the store is as it was before the first run, so every copy was readable; what
        was destroyed may be missing."""
        live = self.world.items()
        before = {key: item for key, item in self.world.before.items() if key in live or key not in self.destroyed}
        if live != before:
            odd = sorted(k for k in live.keys() | before.keys() if live.get(k) != before.get(k))
            raise Broken(f"after undo {len(odd)} items are not as they were, {odd[:5]} among them")
        binned = self.world.binned()[0].keys() - self.destroyed
        if binned:
            raise Broken(f"after undo {len(binned)} items lie in the bin still")
