"""Runs several commands of parity.py in one process, because loading torch takes longer than any of them.

Standard input holds a JSON list of argument lists; each command prints one JSON line, {"error": reason} where it fails.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import parity


def main():
    for arguments in json.load(sys.stdin):
        sys.argv = ["parity.py", *arguments]
        try:
            parity.main()
        except (Exception, SystemExit) as error:
            print(json.dumps({"error": f"{arguments[0]}: {error}"}))


if __name__ == "__main__":
    main()
