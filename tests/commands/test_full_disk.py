"""The disk of the data directory is full: calls go on, and all that was refused works again once there is room."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from redis.exceptions import ResponseError

from accounts.people import Role
from app import create_app
from commands.checkup.disk_checks import FEWEST_BYTES, FEWEST_FILES, disk_finding
from settings import load_settings
from simulator.phones.scripted import LocalNetwork
from store.connection import connect
from store.disk import Room, room_of
from store.valkey import EmbeddedValkey
from tests.calls.moments import TUESDAY_MORNING
from tests.commands.test_run import helpdesk
from tests.commands.test_settings import PRODUCTION
from tests.commands.whole_line import WholeLine
from tests.conftest import network_settings
from tests.console.test_recordings import PAGE, uploads
from tests.console.visits import Visit, add_person
from tests.editing.sounds import wav
from tests.newcomer import newcomers_environment, quiet_port, two_free_ports
from tests.published import health_at
from tests.small_disk import SmallDisk, small_disk
from tests.waiting import LONG, wait_until


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk") as disk:
        yield disk


@pytest.fixture
def lines(disk: SmallDisk) -> Iterator[ExitStack]:
    """Whatever is entered here has ended before the disk is unmounted."""
    with ExitStack() as stack:
        yield stack


def started(lines: ExitStack, disk: SmallDisk) -> WholeLine:
    """A line whose data directory is all of the small disk; what it prints goes elsewhere."""
    line = WholeLine(disk.folder, two_free_ports())
    lines.callback(line.end)
    line.wait_until_ready()
    return line


def serves_a_call(line: WholeLine) -> None:
    """The menu, guidance and hold, each an answer without a fault."""
    with LocalNetwork(network_settings(line.reachable())) as network:
        caller = network.caller()
        caller.dials(at=TUESDAY_MORNING)
        caller.hears("Thank you for calling")
        caller.presses("1")
        caller.presses("1")
        caller.hears("security questions")
        caller.presses("0")
        heard = caller.heard
        assert "Please stay on the line" in heard or "Nobody can take your call right now" in heard, heard
        caller.hangs_up()
        assert not network.alerts, network.alerts


def web_processes(line: WholeLine) -> list[int]:
    return sorted(pid for pid in line.family() if pid != line.process.pid)


def test_no_call_fails_and_no_process_ends(lines: ExitStack, disk: SmallDisk) -> None:
    """The first webhook that a process answers is the one that would need room for its figures."""
    line = started(lines, disk)
    wait_until(line.is_well, "the line is well")
    before = web_processes(line)
    disk.fill()
    for _ in range(6):
        serves_a_call(line)
    assert web_processes(line) == before
    disk.make_room()
    wait_until(line.is_well, "the line is well again")
    serves_a_call(line)
    with connect(EmbeddedValkey(disk.folder).url, timeout=2.0) as client:
        wait_until(lambda: client.exists("{cair}:events"), "what happens on calls is written down again")


def test_a_line_starts_on_a_full_disk_and_is_well_as_soon_as_there_is_room(
    lines: ExitStack, disk: SmallDisk
) -> None:
    with ExitStack() as earlier:
        serves_a_call(started(earlier, disk))
    disk.fill()
    line = started(lines, disk)
    serves_a_call(line)
    disk.make_room()
    wait_until(line.is_well, "the line is well again")


def test_the_menu_is_answered_where_the_database_can_not_even_be_made(
    lines: ExitStack, disk: SmallDisk
) -> None:
    """On the very first start in production the database starts as soon as it can."""
    disk.fill()
    port = quiet_port()
    environment = {**PRODUCTION, "TWILIO_API_URL": "http://127.0.0.1:1", "DATA_DIR": str(disk.folder)}
    run = subprocess.Popen(
        [sys.executable, "-m", "app", "run"],
        env=newcomers_environment(**environment, PORT=str(port)),
        stderr=subprocess.PIPE,
        text=True,
    )
    lines.callback(run.communicate)
    lines.callback(run.terminate)
    assert run.stderr
    assert "no space left on the disk" in run.stderr.readline()
    wait_until(lambda: is_up(port), "the line answers")
    assert health_at(port)["database"]["status"] == "unreachable"
    disk.make_room()
    wait_until(lambda: health_at(port)["status"] == "ok", "the database has started")


def test_a_line_whose_words_can_not_be_written_anywhere_answers_all_the_same(
    lines: ExitStack, tmp_path: Path
) -> None:
    port = two_free_ports()
    with Path("/dev/full").open("w") as full:
        run = subprocess.Popen(
            [sys.executable, "-m", "app", "run"],
            env=newcomers_environment(DATA_DIR=str(tmp_path / "var"), PORT=str(port)),
            stdout=full,
            stderr=full,
        )
    lines.callback(run.wait)
    lines.callback(run.terminate)
    wait_until(lambda: is_up(port) and (tmp_path / "var/line.json").exists(), "the line is ready")
    wait_until(lambda: health_at(port)["status"] == "ok", "and it works")
    assert run.poll() is None


def is_up(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/alive", timeout=LONG).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize("verb", ["run", "web", "worker"])
def test_a_first_start_on_a_full_disk_says_so_in_one_line(disk: SmallDisk, verb: str) -> None:
    disk.fill()
    refused = helpdesk(verb, DATA_DIR=str(disk.folder))
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    assert "o space left on" in refused.stderr
    assert str(disk.folder) in refused.stderr


def test_the_doctor_names_the_disk_and_that_the_database_refuses_to_write(disk: SmallDisk) -> None:
    with EmbeddedValkey(disk.folder) as database:
        disk.fill()
        refuses_to_write(database)
        told = helpdesk("doctor", DATA_DIR=str(disk.folder))
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert f"MEND  disk: the disk of {disk.folder} has 0 MB left" in told.stdout
    assert "MEND  database: refuses every write (MISCONF" in told.stdout


def refuses_to_write(database: EmbeddedValkey) -> None:
    """Write until the server has noticed that its disk is full."""
    with connect(database.url, timeout=2.0) as client:

        def is_refused() -> bool:
            try:
                client.set("filling", "x" * 100_000, ex=60)
            except ResponseError:
                return True
            return False

        wait_until(is_refused, "writes are refused")


@pytest.mark.parametrize(
    ("room", "is_well", "told"),
    [
        (Room(1, FEWEST_BYTES, FEWEST_FILES), True, "500 MB left"),
        (Room(1, FEWEST_BYTES, None), True, "500 MB left"),
        (Room(1, FEWEST_BYTES - 1, FEWEST_FILES), False, "499 MB left"),
        (Room(1, FEWEST_BYTES, FEWEST_FILES - 1), False, "room for 999 more files"),
    ],
)
def test_the_doctor_warns_before_a_disk_is_full(room: Room, is_well: bool, told: str) -> None:
    finding = disk_finding(Path("/var/lib/helpdesk"), room)
    assert (finding.is_well, bool(finding.advice)) == (is_well, not is_well)
    assert told in finding.message


def test_the_room_of_a_folder_that_is_not_there_is_that_of_the_one_above(disk: SmallDisk) -> None:
    assert room_of(disk.folder / "not" / "there") == room_of(disk.folder)
    assert not room_of(disk.folder).is_full
    disk.fill()
    assert room_of(disk.folder).is_full


# --- recordings


@pytest.fixture
def admin(disk: SmallDisk, tmp_path: Path) -> Iterator[Visit]:
    """An admin of a line whose database is on the small disk."""
    with EmbeddedValkey(disk.folder) as database:
        app = create_app(load_settings({"DATA_DIR": str(tmp_path / "var"), "REDIS_URL": database.url}))
        add_person(app, "ada", Role.ADMIN)
        visit = Visit(app)
        assert visit.signs_in("ada").status_code == 302
        yield visit
        app.extensions["line"].journal.close()


def test_an_upload_needs_no_room_for_files_in_between(
    admin: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Large files went through the folder for temporary files, which the test client would use too."""
    parts = {"csrf_token": admin.token(PAGE), "transcript": "Hola.", "seen": ""}
    form = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in parts.items()
    )
    form += '--x\r\nContent-Disposition: form-data; name="file"; filename="hola.wav"\r\n\r\n'
    body = form.encode() + wav(10.0) + b"\r\n--x--\r\n"
    with small_disk(tmp_path / "temporary") as temporary:
        temporary.fill()
        monkeypatch.setattr("tempfile.tempdir", str(temporary.folder))
        answer = admin.browser.post(
            f"/console{PAGE}", data=body, content_type="multipart/form-data; boundary=x"
        )
    assert answer.status_code == 303
    assert "The recording is in the draft: 10.0 seconds" in admin.opens(PAGE).text


def test_an_upload_that_the_database_refuses_is_told_why_and_works_once_there_is_room(
    disk: SmallDisk, admin: Visit
) -> None:
    disk.fill()
    refuses_to_write(EmbeddedValkey(disk.folder))
    refused = uploads(admin, wav())
    assert refused.status_code == 503
    assert "its disk is full" in refused.text
    disk.make_room()
    wait_until(lambda: uploads(admin, wav()).status_code == 303, "uploads are taken again")
