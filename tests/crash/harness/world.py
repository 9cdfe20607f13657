"""A store in a folder of its own, with a TOML whose job removes some of its items.

One subclass a kind of store, in tests/crash/stores. It says how to make the data, what the TOML is, and what lives
in the store at this moment; everything else is the same for all.
"""

import json
import shutil
import sqlite3
import subprocess
from pathlib import Path


def replicate(source, copy):
    """Makes `copy` hold what `source` holds. Folders that are there already stay: a tree is known by what its root is."""
    copy.mkdir(exist_ok=True)
    for entry in copy.iterdir():
        kept = entry.is_dir() and not entry.is_symlink() and (source / entry.name).is_dir()
        if kept:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    for entry in source.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            replicate(entry, copy / entry.name)
        else:
            shutil.copy2(entry, copy / entry.name, follow_symlinks=False)
    shutil.copystat(source, copy)


class World:
    name = ""  # of the kind of store, for --store
    job = "sweep"
    place = ""  # STORE/TARGET of two items that the job removes:
    doomed = ""  # the key of one that a purge destroys,
    held = ""  # and of one that a hold keeps from it

    def __init__(self, winnow, folder, side=None):
        self.winnow = winnow
        self.home = Path(folder) / self.name  # where a run finds it, always the same: an identity may hold a path
        self.template = Path(folder) / (self.name + ".template")
        self.side = Path(side or folder)  # for logs, outside of the world

    # --- what a store says -------------------------------------------------------------------------------------

    def make(self):
        """Fills self.home with data; called once."""
        raise NotImplementedError

    def toml(self):
        """The whole TOML; the job's name is self.job."""
        raise NotImplementedError

    def items(self):
        """Every live item: {"store/target/key": content in some canonical text}. Two of one key must show as such."""
        raise NotImplementedError

    def contradictions(self, items):
        """What cannot be right among live items, in words, whatever was killed: a row without its file."""
        return []

    def holder(self):
        """The command of a process that holds the store open, says a line when it does, and ends with its input."""
        return None

    # --- the same for all --------------------------------------------------------------------------------------

    def prepare(self):
        """Makes the world once, planned and approved, and keeps it as the template."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self.template, ignore_errors=True)
        self.home.mkdir(parents=True)
        self.make()
        (self.home / "winnow.toml").write_text(self.toml())
        self.run("plan")
        self.run("approve", self.job)
        self.keep_as_template()
        self.before = self.items()

    def keep_as_template(self):
        shutil.rmtree(self.template, ignore_errors=True)
        shutil.copytree(self.home, self.template, symlinks=True)
        self.fresh()

    def fresh(self):
        """The world as it was made."""
        replicate(self.template, self.home)

    def command(self, *arguments):
        return [self.winnow, "-c", str(self.home / "winnow.toml"), *arguments]

    def run(self, *arguments, wanted=(0,)):
        """Runs winnow; an unwanted status is an error. Answers its standard output."""
        done = subprocess.run(self.command(*arguments), capture_output=True, text=True)
        if done.returncode not in wanted:
            said = (done.stdout + done.stderr).strip()
            raise Broken(f"winnow {' '.join(arguments)} answered {done.returncode}, not {wanted}: {said}")
        return done.stdout

    def binned(self):
        """What lies in the bin: {"store/target/key": how often}, and the runs that put it there, oldest first."""
        counts, runs = {}, []
        for item in json.loads(self.run("--json", "trash", "list"))["items"]:
            if item["state"] not in ("binned", "conflict", "in_doubt"):
                continue
            key = f"{item['store']}/{item['target']}/{item['key']}"
            counts[key] = counts.get(key, 0) + 1
            if item["run"] not in runs:
                runs.append(item["run"])
        return counts, runs

    def loose_ends(self):
        """Batches, reservations and runs that nobody has brought to an end."""
        state = sqlite3.connect(self.home / ".winnow" / "state.db")
        questions = {
            "unsettled batches": "SELECT count(*) FROM segments WHERE state <> 'settled' OR pending IS NOT NULL",
            "reservations": "SELECT count(*) FROM reservations",
            "runs without an end": "SELECT count(*) FROM job_runs WHERE mode = 'apply' AND finished IS NULL",
        }
        counts = {words: state.execute(sql).fetchone()[0] for words, sql in questions.items()}
        state.close()
        return [f"{count} {words}" for words, count in counts.items() if count]


class Broken(Exception):
    """Something that must hold does not."""
