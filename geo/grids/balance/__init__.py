"""Divide a graph of atoms into contiguous zones of equal weight, and prove how good that is."""

from geo.grids.balance.alternatives import Alternative, alternatives, moved_share
from geo.grids.balance.partitions import partition
from geo.grids.balance.task import Partition, PartitionTask

__all__ = ["Alternative", "Partition", "PartitionTask", "alternatives", "moved_share", "partition"]
