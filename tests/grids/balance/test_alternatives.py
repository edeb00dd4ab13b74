import pandas as pd
import pytest

from geo.errors import GridError
from geo.grids.balance import PartitionTask, alternatives, moved_share, partition
from tests.grids.balance.graphs import (
    F4_HOUSEHOLDS,
    F4_NEIGHBOURS,
    cut,
    is_contiguous,
    members,
    spread,
    street_community,
)

TASK = PartitionTask(None, objective="compact", target=400, bounds=(300, 500))


def test_three_proposals_clearly_differ_and_all_are_good():
    shapes, households, neighbours = street_community(10, 1, 4000)
    found = alternatives(households, neighbours, TASK, shapes=shapes)
    assert len(found) == 3
    for number, one in enumerate(found):
        zone = one.partition.zone
        assert is_contiguous(zone, neighbours)
        assert households.groupby(zone).sum().between(300, 500).all()
        assert one.partition.objective > 0.55
        assert one.moved_share == moved_share(households, found[0].partition.zone, zone)
        assert all(moved_share(households, zone, other.partition.zone) > 0.1 for other in found[:number])
    even = min(found, key=lambda one: spread(one.partition.zone, households))
    assert even.character.zh == "规模最均衡"


def test_the_first_proposal_is_what_partition_searches():
    shapes, households, neighbours = street_community(7, 2, 3000)
    task = PartitionTask(8, 0.25, "compact", time_limit_s=0)
    first = alternatives(households, neighbours, task, shapes=shapes)[0]
    assert first.moved_share == 0
    assert first.partition.zone.equals(partition(households, neighbours, task, shapes=shapes).zone)


def test_the_same_seed_proposes_the_same_whatever_the_order_of_rows():
    shapes, households, neighbours = street_community(6, 3, 2500)
    once = alternatives(households, neighbours, TASK, shapes=shapes)
    again = alternatives(households[::-1], neighbours[::-1], TASK, shapes=shapes[::-1])
    assert [members(one.partition.zone) for one in once] == [members(one.partition.zone) for one in again]


def test_a_cut_is_counted_at_its_true_costs():
    found = alternatives(F4_HOUSEHOLDS, F4_NEIGHBOURS, PartitionTask(3, 0.2))
    assert [one.partition.objective for one in found] == [cut(one.partition.zone, F4_NEIGHBOURS) for one in found]


def test_where_only_one_division_is_allowed_only_one_is_proposed():
    (only,) = alternatives(F4_HOUSEHOLDS, F4_NEIGHBOURS, PartitionTask(2, 0.02))
    assert members(only.partition.zone) == {frozenset("ADGH"), frozenset("BCEFI")}


def test_where_none_is_allowed_that_is_said():
    with pytest.raises(GridError, match="allow more") as raised:
        alternatives(F4_HOUSEHOLDS, F4_NEIGHBOURS, PartitionTask(2, 0.001))
    assert raised.value.zh


def test_moved_share_counts_weight_and_not_names():
    weights = pd.Series([1, 2, 3, 4], index=list("ABCD"))
    one = pd.Series([0, 0, 1, 1], index=list("ABCD"))
    assert moved_share(weights, one, 1 - one) == 0
    # B alone changes sides: 2 of 10.
    assert moved_share(weights, one, pd.Series([0, 1, 1, 1], index=list("ABCD"))) == pytest.approx(0.2)
