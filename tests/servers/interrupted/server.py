"""A PostgreSQL and a MariaDB server, as the stories about interruptions see them: a shell, and a way to kill them."""

import os
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit


def run(command, text=None):
    return subprocess.run(command, input=text, capture_output=True, text=True)


def ended(pid):
    """Waits until a process is gone, or has nobody but a parent left to be told."""
    while True:
        try:
            if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return
        except FileNotFoundError:
            return
        time.sleep(0.01)


class Hold:
    """Another session that holds a lock, from the start until it is let go."""

    def __init__(self, command, text):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdin.write(text + "\nSELECT 'held';\n")
        self.process.stdin.flush()
        while (line := self.process.stdout.readline().strip()) != "held":
            if not line and self.process.poll() is not None:
                raise RuntimeError(f"{text} was not to be had")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.let_go()

    def let_go(self):
        if not self.process.stdin.closed:
            self.process.stdin.close()
        self.process.wait()


class Server:
    def upstream(self):
        parts = urlsplit(self.url)
        return parts.hostname, parts.port

    def sql(self, text):
        done = self.shell(text)
        if done.returncode != 0:
            raise RuntimeError(f"{text}: {done.stderr}")
        return done.stdout

    def tries(self, text):
        """Whether another session could do this without waiting long for winnow's locks."""
        return self.shell(self.impatient + text).returncode == 0

    def wait(self):
        end = time.monotonic() + 60
        while self.shell("SELECT 1").returncode != 0:
            if time.monotonic() > end:
                raise RuntimeError("the server did not come back")
            time.sleep(0.05)

    def rows(self, table="audit_logs"):
        """{id: the row's text}"""
        lines = self.sql(f"SELECT id, '|', t.* FROM {table} t ORDER BY id").splitlines()
        return {line.split("\t")[0]: line for line in lines}


class Postgres(Server):
    plugin = "postgres"
    column = "created_at"
    impatient = "SET lock_timeout = '200ms';"
    entering = b"LOCK TABLE"
    null = ""
    # What winnow's session says of its own patience, and something shorter.
    locks = [(b"lock_timeout = '10s'", b"lock_timeout = '01s'")]
    silence = [(b"idle_in_transaction_session_timeout = '15min'", b"idle_in_transaction_session_timeout = '900ms'")]
    patient = "SET idle_in_transaction_session_timeout = 0; SET statement_timeout = 0; BEGIN;"
    writers = "LOCK TABLE audit_logs IN SHARE MODE;"
    everybody = "LOCK TABLE audit_logs IN ACCESS EXCLUSIVE MODE;"  # as ALTER TABLE
    cancelled = "canceling statement due to user request"
    trigger = """CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END';
        CREATE TRIGGER tidy BEFORE DELETE ON notes FOR EACH ROW EXECUTE FUNCTION f()"""
    tables = """
        CREATE TABLE audit_logs(id int PRIMARY KEY, created_at timestamptz, note text);
        CREATE TABLE notes(id int PRIMARY KEY, log int REFERENCES audit_logs);
        INSERT INTO audit_logs SELECT n, CASE WHEN n <= 30 THEN now() - interval '900 days' ELSE now() END, 'note ' || n
          FROM generate_series(1, 40) n;"""

    def __init__(self):
        self.url = os.environ["WINNOW_TEST_PG_URL"]
        self.data = os.environ.get("WINNOW_TEST_PG_DATA")

    def through(self, port):
        return f"{self.url.replace(':' + str(self.upstream()[1]) + '/', f':{port}/')}?sslmode=disable&gssencmode=disable"

    def shell(self, text):
        return run(["psql", self.url, "-qAtX", "-F", "\t", "-v", "ON_ERROR_STOP=1"], "SET TimeZone = 'UTC';" + text)

    def hold(self, text):
        return Hold(["psql", self.url, "-qAtX", "-v", "ON_ERROR_STOP=1"], self.patient + text)

    def cancel(self):
        """What winnow waits for just now."""
        self.sql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'winnow' AND wait_event_type = 'Lock'")

    def impatient_sessions(self):
        """Sessions that come from now on, unless they say otherwise."""
        database = self.sql("SELECT quote_ident(current_database())").strip()
        self.sql("".join(f"ALTER DATABASE {database} SET {name} = '{value}';" for name, value in (
            ("lock_timeout", "100ms"), ("statement_timeout", "500ms"), ("idle_in_transaction_session_timeout", "1s"),
            ("idle_session_timeout", "1s"))))

    def patient_sessions(self):
        self.sql(f"ALTER DATABASE {self.sql('SELECT quote_ident(current_database())').strip()} RESET ALL")

    def kill(self):
        """As pg_ctl -m immediate stop."""
        pid = int(Path(self.data, "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)
        ended(pid)

    def start(self):
        control = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))[-1]
        owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.getuid() == 0 else []
        # A killed process leaves all that it wrote with the kernel: to sync (-F is without) would only take time.
        command = [*owner, str(control), "-D", self.data, "-l", str(Path(self.data, "restarted.log")), "-w", "-o", "-F"]
        if run([*command, "start"]).returncode != 0:
            raise RuntimeError(Path(self.data, "restarted.log").read_text())
        self.wait()

    def stop(self):
        """What started it stops it."""


class PostgresPartitions(Postgres):
    """Each row is the only one of a partition, by whose name it is known."""
    plugin = "postgres-partitions"
    column = "until"
    entering = b"pg_advisory_xact_lock"
    tables = """
        CREATE TABLE audit_logs(id int, created_at timestamptz, note text, PRIMARY KEY (id, created_at))
          PARTITION BY RANGE (created_at);
        DO $$ BEGIN FOR n IN 1..40 LOOP
          EXECUTE format('CREATE TABLE %I PARTITION OF audit_logs FOR VALUES FROM (%L) TO (%L)', n,
            now() + (n - CASE WHEN n <= 30 THEN 900 ELSE 0 END) * interval '1 day',
            now() + (n + 1 - CASE WHEN n <= 30 THEN 900 ELSE 0 END) * interval '1 day');
          EXECUTE format('INSERT INTO audit_logs VALUES (%s, %L)', n,
            now() + (n - CASE WHEN n <= 30 THEN 900 ELSE 0 END) * interval '1 day');
        END LOOP; END $$;"""


class Mysql(Server):
    plugin = "mysql"
    column = "created_at"
    impatient = "SET SESSION lock_wait_timeout = 1, innodb_lock_wait_timeout = 1;"
    entering = b"GET_LOCK"
    null = "NULL"
    locks = [(b"lock_wait_timeout = 10", b"lock_wait_timeout = 01")]  # of rows and of tables
    silence = [(b"transaction_timeout = 900", b"transaction_timeout = 001")]
    patient = "SET SESSION idle_transaction_timeout = 0, wait_timeout = 600, max_statement_time = 0; BEGIN;"
    writers = "LOCK TABLES audit_logs READ;"
    everybody = "LOCK TABLES audit_logs WRITE;"
    cancelled = "Query execution was interrupted"
    trigger = "CREATE TRIGGER tidy BEFORE DELETE ON notes FOR EACH ROW SET @x = 1"
    waiting = "SELECT id FROM information_schema.processlist WHERE state LIKE 'Waiting for table%'"
    settings = {"lock_wait_timeout": 1, "innodb_lock_wait_timeout": 1, "max_statement_time": 0.5, "wait_timeout": 1,
                "idle_transaction_timeout": 1, "idle_write_transaction_timeout": 1, "idle_readonly_transaction_timeout": 1}
    tables = """
        CREATE TABLE audit_logs(id INT PRIMARY KEY, created_at TIMESTAMP NULL, note TEXT, INDEX (created_at)) ENGINE = InnoDB;
        CREATE TABLE notes(id INT PRIMARY KEY, log INT, FOREIGN KEY (log) REFERENCES audit_logs(id)) ENGINE = InnoDB;
        INSERT INTO audit_logs SELECT seq, IF(seq <= 30, NOW() - INTERVAL 900 DAY, NOW()), CONCAT('note ', seq)
          FROM seq_1_to_40;"""

    def __init__(self):
        self.url = os.environ["WINNOW_TEST_MYSQL_URL"]
        self.client = os.environ["WINNOW_TEST_MYSQL_CLIENT"].split()
        self.data = os.environ.get("WINNOW_TEST_MYSQL_SERVER")
        self.restarted = None

    def through(self, port):
        return self.url.replace(f":{self.upstream()[1]}/", f":{port}/")

    def shell(self, text):
        return run([*self.client, "-N", "-B", "--init-command=SET time_zone='+00:00'"], text)

    def hold(self, text):
        return Hold([*self.client, "-N", "-B", "-n"], self.patient + text)

    def cancel(self):
        self.sql(f"KILL QUERY {self.sql(self.waiting).split()[0]}")

    def impatient_sessions(self):
        self.sql("".join(f"SET GLOBAL {name} = {value};" for name, value in self.settings.items()))

    def patient_sessions(self):
        self.sql("".join(f"SET GLOBAL {name} = DEFAULT;" for name in self.settings))

    def kill(self):
        pid = int(Path(os.environ["WINNOW_TEST_MYSQL_PID"]).read_text())
        os.kill(pid, signal.SIGKILL)
        ended(pid)

    def start(self):
        if self.restarted:
            self.restarted.wait()
        self.restarted = subprocess.Popen(self.data.split(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait()

    def stop(self):
        if self.restarted:
            self.restarted.terminate()
            self.restarted.wait()


SERVERS = {one.plugin: one for one in (Postgres, PostgresPartitions, Mysql)}
