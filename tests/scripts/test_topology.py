import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from topology import Topology, area_of, holds, inner_point, simplify


def ring(*points):
    return np.array([*points, points[0]], dtype=np.int64)


LEFT = ring((0, 0), (100, 0), (101, 50), (100, 100), (0, 100))
RIGHT = ring((100, 0), (200, 0), (200, 100), (100, 100), (101, 50))


def test_a_shared_border_is_simplified_once_and_goes_where_areas_are_joined():
    topology = Topology([[LEFT], [RIGHT]], np.array([5.0, 5.0]))
    (left,), (right,), (both,) = (topology.outline(members) for members in ([0], [1], [0, 1]))
    assert [101, 50] not in left.tolist() + right.tolist()
    assert area_of(left) == area_of(right) == 10_000
    assert area_of(both) == 20_000
    assert len(both) - 1 <= 6


def test_the_finer_neighbour_decides_of_a_border():
    topology = Topology([[LEFT], [RIGHT]], np.array([5.0, 0.5]))
    assert [101, 50] in topology.outline([0])[0].tolist()


def test_a_hole_goes_the_other_way_around():
    inner = ring((40, 40), (60, 40), (60, 60), (40, 60))
    topology = Topology([[LEFT, inner[::-1]], [inner]], np.array([0.5, 0.5]))
    assert sorted(map(area_of, topology.outline([0]))) == [-400, 10_050]
    assert sorted(map(area_of, topology.outline([0, 1]))) == [10_050]


def test_what_is_smaller_than_the_tolerance_stays_as_it_was():
    small = ring((0, 0), (4, 0), (4, 4), (0, 4))
    assert area_of(Topology([[small]], np.array([50.0])).outline([0])[0]) == 16


def test_points_inside():
    assert holds([LEFT], np.array([50.0, 150.0]), np.array([50.0, 50.0])).tolist() == [True, False]
    x, y = inner_point([LEFT])
    assert (x, y) == pytest.approx((50, 50), abs=8)
    line = np.array([[0, 0], [5, 1], [10, 0]])
    assert simplify(line, 2.0).tolist() == [[0, 0], [10, 0]]
    assert simplify(line, 0.5).tolist() == line.tolist()
