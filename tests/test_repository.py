"""What lies in the repository beside the code: locks, the compose file, the door of continuous integration."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-servers.lock"]

# Put together, so that this file does not name what it forbids.
INDEX_HOST = re.compile(
    "|".join(
        (
            "py" + r"pi\.org",
            "python" + "hosted",
            r"https?://[^\s\"')]*/(simple|py" + "pi)(/|$)",
            "registry." + r"npm",
            "mirrors?\\.(tuna|ali)",
        )
    )
)
ANY_URL = re.compile(r"\b(https?|file|git\+\w+)://|^\s*(-i|--index-url|--extra-index-url|--find-links|-f)\b", re.MULTILINE)


def requirements(lock):
    """{(name, version, condition): number of hashes} of a lock file."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / lock).read_text())
    found = {}
    for entry in entries:
        if match := re.match(r"([A-Za-z0-9._-]+)==([^\s;]+) *(;[^\\]*)?", entry):
            found[match[1].lower(), match[2], match[3]] = entry.count("--hash=sha256:")
    return found


def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


# ── lock files ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_and_hashed_and_no_address_is_named(lock):
    found = requirements(lock)
    assert found
    assert [requirement for requirement, hashes in found.items() if not hashes] == []
    lines = [line for line in (ROOT / lock).read_text().splitlines() if line and line[0] not in " #"]
    assert len(lines) == len(found), "a line of the lock is neither a pin nor a hash"
    assert not ANY_URL.search((ROOT / lock).read_text())


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_holds_what_its_in_file_asks_for(lock):
    lines = [line.partition(";")[0].strip() for line in (ROOT / lock).with_suffix(".in").read_text().splitlines()]
    locked = requirements(lock)
    for line in lines:
        if line and line[0] not in "#-":
            name, _, version = line.partition("==")
            versions = [locked_version for locked_name, locked_version, _ in locked if locked_name == name.partition("[")[0].lower()]
            assert versions, f"{name} is not in {lock}"
            assert all(each.startswith(version.rstrip("*")) for each in versions)


def test_the_locks_agree_with_each_other():
    run_time, dev = ({each[:2] for each in requirements(lock)} for lock in LOCKS[:2])
    shared = {name for name, _ in run_time} & {name for name, _ in dev}
    assert shared
    assert {each for each in dev if each[0] in shared} == {each for each in run_time if each[0] in shared}


def tracked():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode:
        pytest.skip("no git here to say which files belong to the repository")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_no_file_names_a_package_index():
    guilty = []
    for path in tracked():
        if path.is_file():
            found = INDEX_HOST.search(path.read_bytes().decode(errors="replace"))
            guilty += [f"{path.relative_to(ROOT)}: {found[0]}"] if found else []
    assert guilty == []


def test_the_search_for_an_index_finds_one():
    assert INDEX_HOST.search("https://py" + "pi.org/simple/django/")
    assert INDEX_HOST.search("extra = https://mirror.example.cn/simple")
    assert ANY_URL.search("--index-url https://example.cn")


# ── compose ──────────────────────────────────────────────────────────────────────────────────────


def check_compose(path):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", path]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_the_compose_file_follows_the_compose_specification(tmp_path):
    done = check_compose(ROOT / "docker-compose.yml")
    assert done.returncode == 0, done.stdout + done.stderr
    broken = tmp_path / "docker-compose.yml"
    broken.write_text((ROOT / "docker-compose.yml").read_text().replace("healthcheck:", "healthchek:", 1))
    assert check_compose(broken).returncode == 1


def test_each_container_is_told_its_own_login_only():
    told = {
        name: sorted(key for key in service["environment"] if key.startswith("DATABASE_URL_"))
        for name, service in compose().items()
        if "build" in service
    }
    assert told == {
        "portal": ["DATABASE_URL_PORTAL"],
        "staff": ["DATABASE_URL_STAFF"],
        "worker": ["DATABASE_URL_WORKER"],
        "beat": ["DATABASE_URL_WORKER"],
        "migrate": ["DATABASE_URL_OWNER"],
    }
    portal = compose()["portal"]
    assert "IDENTITY_KEY" not in portal["environment"]
    assert "BROKER_URL" not in portal["environment"]
    assert "broker" not in portal["networks"]
    assert "PORTAL_SECRET_KEY" in portal["environment"]["SECRET_KEY"]


def test_every_service_that_stays_has_a_health_check():
    checked = {name: service.get("healthcheck", {}) for name, service in compose().items()}
    assert set(checked) == {"portal", "staff", "worker", "beat", "migrate", "postgres", "valkey"}
    assert [name for name, check in checked.items() if not check.get("test")] == ["migrate"]  # runs once and ends


def test_every_secret_comes_from_outside_and_stands_in_the_example():
    text = (ROOT / "docker-compose.yml").read_text()
    example = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    wanted = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text))
    assert wanted == set(example)
    for name in wanted:
        if "PASSWORD" in name or "KEY" in name:
            assert not re.search(rf"\$\{{{name}(?!:\?)", text), f"{name} may be empty"


# ── continuous integration ───────────────────────────────────────────────────────────────────────


def test_ci_runs_exactly_what_a_developer_runs():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert os.access(ROOT / "run", os.X_OK)
    commands = [line for line in script.read_text().splitlines() if line and not line.startswith("#")]
    assert commands == ['exec "$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/run" test "$@"']
