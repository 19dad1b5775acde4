"""packages/api-client/schema.d.ts from openapi.json; with --check fail when it is out of date."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from common import ROOT, environment, finish

CLIENT = ROOT / "packages/api-client"
PROGRAM = ROOT / "console/node_modules/.bin/openapi-typescript"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "schema.d.ts"
        command = [str(PROGRAM), str(CLIENT / "openapi.json"), "--output", str(made)]
        done = subprocess.run(
            command, env=environment(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(done.stdout + done.stderr)
            return done.returncode
        text = made.read_text()
    target = CLIENT / "schema.d.ts"
    if target.exists() and target.read_text() == text:
        return 0
    if "--check" in sys.argv:
        print("packages/api-client/schema.d.ts is out of date: run `make gen`")
        return 1
    target.write_text(text)
    print("wrote packages/api-client/schema.d.ts")
    return 0


finish(main)
