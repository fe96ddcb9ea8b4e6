import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The report of the hand-made material, in every format."""
    import material_maker as maker

    from casualties.report import FORMATS, build

    out = tmp_path_factory.mktemp("report")
    build(maker.definition(), maker.material(), out, author="Test office", software="casualties 0", formats=FORMATS)
    return out
