"""The `helpdesk` command. Each verb's module is loaded only when it is called for: starting must be quick."""

from __future__ import annotations

from importlib import import_module
from keyword import iskeyword

import click

VERBS = {
    "run": "processes",
    "web": "processes",
    "worker": "processes",
    "call": "calling",
    "new": "content",
    "check": "content",
    "calendar": "content",
    "fallback": "content",
    "doctor": "operate",
    "reps": "staff",
    "people": "staff",
    "block": "staff",
    "callers": "staff",
    "audit": "staff",
    "publish": "content",
    "rollback": "content",
    "revisions": "content",
    "diff": "content",
    "export": "content",
    "import": "content",
    "provision": "operate",
    "backup": "operate",
    "restore": "operate",
    "simulate": "figures",
    "staffing": "figures",
    "report": "figures",
}
"""The verbs in the order of the help page, each with the package that has its module."""


class Verbs(click.Group):
    """The verbs, each a module with a command of the same name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f"commands.{VERBS[cmd_name]}.{name}"), name)
        return command


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The help-desk phone line. `helpdesk run` starts it all here; `helpdesk COMMAND --help` says more.

    Settings come from the environment; docs/settings.md lists them.
    """


if __name__ == "__main__":
    main(prog_name="helpdesk")
