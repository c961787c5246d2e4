"""`python -m cjit.docs`: write the generated pages of docs/. Wants a warehouse that is set up."""

from cjit import local
from cjit.docs.catalogue import catalogue
from cjit.docs.pages import generate, write
from cjit.settings import Settings
from cjit.warehouse.migrations import migrate


def main() -> None:
    """Write what has changed and say what."""
    warehouse = local.warehouse(Settings())
    migrate(warehouse)
    written = write(generate(catalogue(warehouse)))
    print("\n".join(f"docs/{path}" for path in written) or "docs/ says what its homes say")


main()
