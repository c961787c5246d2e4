"""The same search on a local Spark: Java is needed (`make test` leaves this out where there is none)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pyspark.sql import SparkSession

from cjit.linkage.candidates import candidates
from cjit.linkage.model import model
from cjit.linkage.near_misses import find_near_misses
from nights.files import extract, row
from nights.house import House

from .truth import truth

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.driver.memory", "1g")
        # It ends before a second look at its own code has paid.
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


def test_spark_finds_what_duckdb_finds(spark: Any) -> None:
    people = truth(rows=3_000, share=0.05).people
    everything = replace(model(), least_weight=-50.0)
    found = candidates(people, everything, "spark")
    assert found.num_rows > 20
    assert found == candidates(people, everything, "duckdb")
    assert spark.range(3).count() == 3  # a session that was there goes on


def test_a_setting_chooses_spark(spark: Any, house: House) -> None:
    house.send(extract(row(1), row(2, SINITIAL="L")))
    settings = house.settings.model_copy(update={"splink_backend": "spark"})
    assert find_near_misses(settings, house.warehouse)["pairs_found"] == 1
    assert [pair["reason"].split(";")[0] for pair in house.ask("select reason from out.near_miss")] == [
        "surname initial differs"
    ]
