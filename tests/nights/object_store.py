"""An S3 server on this machine, and deployments that have inbox, archive and outputs there."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

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
            files = sorted(files_below(source))
            content = {(target / file).key: (source / file).read_bytes() for file in files}
            if name == "inbox":  # one after another: files are taken in by the times of the store
                for key, each in content.items():
                    target.files.pipe(key, each)
            else:
                target.files.pipe(content)
        return House(settings, warehouse, prepared=house.prepared)


@contextmanager
def serving() -> Iterator[str]:
    """The address of an S3 server, and the environment by which it is found."""
    command = [sys.executable, "-m", "nights.s3_server"]
    tests = Path(__file__).parents[1]
    with subprocess.Popen(
        command, cwd=tests, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        address = f"http://127.0.0.1:{int(process.stdout.readline())}"
        with pytest.MonkeyPatch.context() as patch:
            for name, value in (NOBODYS | {"AWS_ENDPOINT_URL": address}).items():
                patch.setenv(name, value)
            yield address


@pytest.fixture(scope="session")
def object_store() -> Iterator[Store]:
    """A bucket."""
    with serving():
        bucket = place_of(f"s3://{BUCKET}")
        assert isinstance(bucket, Objects)
        bucket.files.mkdir(BUCKET)
        yield Store(f"s3://{BUCKET}")
