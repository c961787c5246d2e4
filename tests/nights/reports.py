"""A month's report as the DAG makes it: freeze, batches of areas, what stands above all."""

from datetime import datetime

from cjit.report.run import batches, finish, freeze_month, write_batch
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse


def make_report(settings: Settings, warehouse: Warehouse, period: str, now: datetime) -> str:
    """The freeze's id; its files are there."""
    freeze_id = freeze_month(settings, warehouse, now, period)
    for batch in batches(settings, warehouse, freeze_id):
        write_batch(settings, warehouse, freeze_id, batch["areas"])
    finish(settings, warehouse, freeze_id)
    return freeze_id
