"""Divide a graph of atoms into contiguous zones of equal weight, and prove how good that is."""

from geo.grids.balance.partitions import partition
from geo.grids.balance.task import Partition, PartitionTask

__all__ = ["Partition", "PartitionTask", "partition"]
