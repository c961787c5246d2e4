"""Who may sign reports, as CJIT_SIGNERS names them. Importing it costs nothing: DAGs do at each parse."""


def signers(setting: str) -> dict[str, str]:
    """The people of CJIT_SIGNERS: name in Airflow → id there, which is the name where none is given.

    `jo, sam=7` names two, of whom FAB knows the second by the number 7; it knows nobody by their name.
    """
    pairs = [one.partition("=") for one in setting.split(",")]
    return {name.strip(): known_as.strip() or name.strip() for name, _, known_as in pairs if name.strip()}
