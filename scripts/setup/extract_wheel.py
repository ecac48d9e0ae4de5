"""Unpacks chosen members of a wheel: extract_wheel.py WHEEL FOLDER PREFIX...

A member is taken when its path begins with one of the prefixes. Every member's checksum is verified, and
execute permissions are kept. Runs on any Python 3 with the standard library alone.
"""

import os
import shutil
import sys
import zipfile


def main(wheel, folder, prefixes):
    with zipfile.ZipFile(wheel) as archive:
        for info in archive.infolist():
            parts = info.filename.split("/")
            if info.is_dir() or ".." in parts or not info.filename.startswith(tuple(prefixes)):
                continue
            target = os.path.join(folder, *parts)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with archive.open(info) as source, open(target, "wb") as output:
                shutil.copyfileobj(source, output, 1 << 20)
            mode = (info.external_attr >> 16) & 0o777
            os.chmod(target, 0o644 | (mode & 0o111))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
