"""`helpdesk fallback`: a file that needs nothing of the line's machine, and leads back to the line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.__main__ import main
from simulator.twiml.validation import findings


def test_the_file_leads_back_to_the_line_by_itself_and_with_any_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://line.example.org")
    file = tmp_path / "fallback.xml"
    result = CliRunner().invoke(main, ["fallback", "--output", str(file)])
    assert result.exit_code == 0, result.output
    document = file.read_text("utf-8")
    assert 'action="https://line.example.org/voice/cair"' in document
    assert '<Redirect method="POST">https://line.example.org/voice/cair</Redirect>' in document
    assert findings(document.encode()) == ()
