"""Every setting, typed, read from the environment and `.env` (specification: interface.md).

Read once at the edge (command line, DAG task, test) and passed in; nothing in the library reads the
environment in the middle.
"""

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from cjit.places import Place, place_of

PROJECT = Path(__file__).resolve().parents[2]
"""The checkout: where sql/ and expectations/ are."""


ReportFile = Literal["html", "pdf", "xlsx", "csv"]
"""A kind of file that a report has for each area."""


class Settings(BaseSettings):
    """What a deployment sets. Paths are absolute once read."""

    model_config = SettingsConfigDict(
        env_prefix="CJIT_", env_file=".env", extra="ignore", env_ignore_empty=True
    )

    data: Path = Path("data")
    inbox: str | Path | None = Field(default=None, description="a folder, or s3://… (as the next two)")
    archive: str | Path | None = None
    out: str | Path | None = None
    agencies: Path | None = None
    warehouse_url: SecretStr | None = Field(
        default=None, description="postgresql://… of any server from version 15; default: embedded Postgres"
    )
    linkage_secret: SecretStr | None = Field(
        default=None, description="key of the person hash; made once for the embedded warehouse"
    )
    archive_key: SecretStr | None = Field(
        default=None, description="key of the archived raw bytes; made once for the embedded warehouse"
    )
    dataset_p_from: date | None = Field(
        default=None, description="day from which dataset P judges CJIT files; without it O judges every file"
    )
    dataset_o_until: date | None = Field(
        default=None, description="last day on which a late file of dataset O is accepted beside P"
    )
    people: str = Field(
        default="",
        description="who may see what beside what sign-on says: name=Region:London;name=Provider:A0001",
    )
    proxy_user_header: str = Field(default="X-Forwarded-User", description="`cjit serve`: who is signed in")
    proxy_roles_header: str = Field(
        default="X-Forwarded-Groups", description="`cjit serve`: their roles, with commas between"
    )
    proxy_secret: SecretStr | None = Field(
        default=None,
        description="`cjit serve`: what the proxy sends as X-Cjit-Secret; without it only a proxy on this "
        "machine is believed",
    )
    splink_backend: Literal["duckdb", "spark"] = Field(
        default="duckdb",
        description="where near misses are searched; spark needs the extra of that name and Java",
    )
    report_files: tuple[ReportFile, ...] = Field(
        default=("html", "pdf", "xlsx", "csv"),
        description='files of each area of a report, as JSON: ["html"] alone takes a twentieth of the time',
    )
    settle_seconds: float = Field(default=60, ge=0, description="how long a file must be still")
    batch_mebibytes: int = Field(default=256, ge=1, description="bytes of files that one task takes")
    chunk_mebibytes: int = Field(default=32, ge=1, description="bytes of files that a thread checks together")
    workers: int = Field(
        default=2,
        ge=1,
        description="threads or processes within a task; a load has twice as many connections",
    )

    signers: str = Field(
        default="",
        description="who may sign reports: names in Airflow, with commas, with FAB as name=number; "
        "without any, anybody by hand",
    )
    pages_url: str | None = Field(
        default=None, description="where people reach the pages (web), for links in mails"
    )
    mail_connection: str | None = Field(
        default=None, description="SMTP connection of Airflow by which agencies are told; without it none is"
    )

    @field_validator("warehouse_url")
    @classmethod
    def _names_postgres(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not url.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("write it as postgresql://user:password@host/database")
        return url

    @property
    def data_dir(self) -> Path:
        """Root of the folders below."""
        return self.data.absolute()

    @property
    def inbox_dir(self) -> Place:
        """One drop folder per agency, `_structured` and `_secure`."""
        return place_of(self.inbox or self.data_dir / "inbox")

    @property
    def archive_dir(self) -> Place:
        """Raw bytes by SHA-256, and staged Parquet."""
        return place_of(self.archive or self.data_dir / "archive")

    @property
    def out_dir(self) -> Place:
        """Feedback to providers and reports."""
        return place_of(self.out or self.data_dir / "out")

    @property
    def uploads_dir(self) -> Path:
        """Files that providers uploaded to be checked, sealed; to be had for an hour (intake.uploads)."""
        return self.data_dir / "uploads"

    @property
    def agencies_file(self) -> Path:
        """The register of agencies (CSV)."""
        return (self.agencies or self.data_dir / "agencies.csv").absolute()
