"""A line of a test's own: a desk with other hours, or one whose content changes while somebody calls."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from ruamel.yaml import YAML

from commands.calling.line_process import ReachableLine, wait_until_it_answers, web_child
from commands.processes.supervisor import Supervisor
from routing.queue.desk_state import DeskState
from settings import DESKS
from simulator.phones.scripted import LocalNetwork
from store.data_dir import local_account
from store.valkey import EmbeddedValkey
from tests.conftest import CAIR_NUMBER, network_settings
from tests.newcomer import quiet_port
from tests.nobody_lost.desk import TroubledDesk


class OwnLine:
    """A web process for a copy of the CAIR desk, beside the one that all other tests call."""

    def __init__(self, folder: Path, database: EmbeddedValkey) -> None:
        self._folder = folder / "desks" / "cair"
        shutil.copytree(DESKS / "cair", self._folder)
        self._data_dir, self._database_url, self._port = folder / "var", database.url, quiet_port()
        self._supervisor: Supervisor | None = None
        self._settings: dict[str, str] = {}

    def sets_hours(self, **hours: list[str]) -> None:
        """Open in these spans, and on no other day."""
        yaml = YAML()
        desk = yaml.load(self._folder / "desk.yaml")
        desk["hours"] = hours
        yaml.dump(desk, self._folder / "desk.yaml")

    def says(self, old: str, new: str) -> None:
        """Other words in English."""
        file = self._folder / "en.yaml"
        assert old in file.read_text("utf-8")
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")

    def start(self, **settings: str) -> ReachableLine:
        """Start the line, or restart it with other settings, and return its address once it answers. It runs until
        `end`."""
        if self._supervisor is None or settings != self._settings:
            self.end()
            self._launch(settings)
        account = local_account(self._data_dir)
        return ReachableLine(self._url, account.sid, account.token, CAIR_NUMBER, "cair")

    def _launch(self, settings: dict[str, str]) -> None:
        child = web_child(self._port, self._data_dir, self._folder.parent, self._database_url)
        child.environment = {**child.environment, **settings}
        self._supervisor, self._settings = Supervisor([child]), settings
        self._supervisor.start()
        wait_until_it_answers(f"{self._url}/alive", self._supervisor)

    @property
    def _url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def end(self) -> None:
        if self._supervisor is not None:
            self._supervisor.end()
            self._supervisor = None

    def publishes(self) -> None:
        """Restart the line after a change of the folder, as an admin does."""
        self.end()
        self.start()


@contextmanager
def desk_of(line: ReachableLine, redis: Redis, database: EmbeddedValkey) -> Iterator[TroubledDesk]:
    """The desk behind a line, on a network of its own."""
    with LocalNetwork(network_settings(line)) as network:
        yield TroubledDesk(network, DeskState(redis, "cair"), redis, line, database.url)
        assert not network.alerts, network.alerts
