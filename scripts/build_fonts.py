#!/usr/bin/env python3
"""Renew casualties/data/fonts from the public packages that carry them: Noto Sans and IBM Plex Sans Arabic (SIL Open Font License 1.1).

Run once in a while by a maintainer, never by quickstart or a test; npm packs both packages by name into a temporary folder:

    python scripts/build_fonts.py

Noto Sans Arabic would be the obvious sister, but draws the dots of a letter as glyphs of their own: in a chart of a tagged PDF these stand for no
character, and PDF/UA-1 forbids that. The files are taken as they are, whole: charts and documents then print any name these fonts can, and a test holds the letters they must have.
"""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "casualties" / "data" / "fonts"
PACKAGES = {"NotoSans": "@expo-google-fonts/noto-sans@0.4.2", "IBMPlexSansArabic": "@expo-google-fonts/ibm-plex-sans-arabic@0.4.2"}
WEIGHTS = {"Regular": "400Regular", "Bold": "700Bold"}


def main() -> int:
    """Download, unpack, write; returns the exit code."""
    for family, package in PACKAGES.items():
        with tempfile.TemporaryDirectory() as temp:
            subprocess.run(["npm", "pack", "--silent", "--pack-destination", temp, package], check=True, cwd=temp, stdout=subprocess.DEVNULL)
            with tarfile.open(next(Path(temp).glob("*.tgz"))) as tar:
                wanted = {f"{family}-{weight}.ttf": f"package/{folder}/{family}_{folder}.ttf" for weight, folder in WEIGHTS.items()}
                for name, member in (wanted | {f"{family}-OFL.txt": "package/LICENSE_FONT"}).items():
                    file = tar.extractfile(member)
                    assert file is not None
                    (FOLDER / name).write_bytes(file.read())
                    print(f"{name}: {(FOLDER / name).stat().st_size:,} bytes, from {package}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
