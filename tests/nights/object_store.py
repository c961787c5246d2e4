"""An S3 server on this machine, and deployments that have inbox, archive and outputs there."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from moto.server import ThreadedMotoServer

from cjit.objects import Objects
from cjit.places import files_below, place_of
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from nights.house import House

BUCKET = "cjit-tests"
PLACES = ("inbox", "archive", "out")
NOBODYS = {
    "AWS_ACCESS_KEY_ID": "nobody",
    "AWS_SECRET_ACCESS_KEY": "no secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


@dataclass(frozen=True)
class Store:
    """A bucket of a running server."""

    address: str

    def prefix(self) -> str:
        """The address of a prefix of its own."""
        return f"{self.address}/{uuid4().hex[:12]}"

    def settings(self, data: Path, prefix: str) -> Settings:
        """All three places below a prefix; uploads and the register in a folder."""
        inbox, archive, out = (f"{prefix}/{name}" for name in PLACES)
        return Settings(data=data, settle_seconds=0, inbox=inbox, archive=archive, out=out)

    def moved(self, house: House, warehouse: Warehouse) -> House:
        """The same house with all its files in the store, under a warehouse that is as its own is."""
        settings = self.settings(house.settings.data_dir, self.prefix())
        settings = settings.model_copy(update={"agencies": house.settings.agencies_file})
        for name in PLACES:
            source, target = house.settings.data_dir / name, place_of(str(getattr(settings, name)))
            assert isinstance(target, Objects)
            for file in sorted(files_below(source)):
                (target / file).write_bytes((source / file).read_bytes())
        return House(settings, warehouse, prepared=house.prepared)


@contextmanager
def serving() -> Iterator[str]:
    """The address of an S3 server, and the environment by which it is found."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # not a line for each request
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (NOBODYS | {"AWS_ENDPOINT_URL": address}).items():
            patch.setenv(name, value)
        try:
            yield address
        finally:
            server.stop()


@pytest.fixture(scope="session")
def object_store() -> Iterator[Store]:
    """A bucket."""
    with serving():
        bucket = place_of(f"s3://{BUCKET}")
        assert isinstance(bucket, Objects)
        bucket.files.mkdir(BUCKET)
        yield Store(f"s3://{BUCKET}")
