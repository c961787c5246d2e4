"""Findings with the words of their rules (feedback_input.FINDINGS), each sentence held once."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from cjit.dataset.lists import file_rules
from cjit.intake.reader import FileFinding
from cjit.quality.rules import Rules

SENTENCES = pa.schema([(name, pa.string()) for name in ("rule", "severity", "item", "message", "why", "fix")])
"""The sentences of clauses; `item` is null of a rule about the file as a whole."""


def worded(found: pa.Table, sentences: pa.Table) -> pa.Table:
    """Findings with their words, as dictionaries of the sentences.

    found: row_no, client_ref, episode_id, value, sentence_no (a row of `sentences`), and own_item and
    own_message, which take the place of the sentence's where they are not null.
    """
    numbers = found["sentence_no"].combine_chunks()
    columns = {
        name: pa.DictionaryArray.from_arrays(numbers, sentences[name].combine_chunks())
        for name in ("rule", "severity", "why", "fix")
    }
    for name in ("item", "message"):
        columns[name] = _own_or_said(found[f"own_{name}"], numbers, sentences[name].combine_chunks())
    for name in ("row_no", "client_ref", "episode_id", "value"):
        columns[name] = found[name]
    return pa.table(columns)


def _own_or_said(own: pa.ChunkedArray, numbers: pa.Array, said: pa.Array) -> pa.DictionaryArray:
    """A finding's own words where it has any, else those of its sentence."""
    coded = own.dictionary_encode().unify_dictionaries().combine_chunks()
    own_numbers = pc.add(coded.indices, pa.scalar(len(said), pa.int32()))
    words = pa.concat_arrays([said, coded.dictionary])
    return pa.DictionaryArray.from_arrays(pc.coalesce(own_numbers, numbers), words)


def in_words(findings: pa.Table, about_file: Sequence[FileFinding], rules: Rules) -> pa.Table:
    """What a check found (findings.SCHEMA, and about the file) in the words of the rules that it used."""
    clauses = [(c.rule, c.severity, c.item, c.message, c.why, c.fix) for c in rules.clauses]
    of_files = {rule: number for number, rule in enumerate(file_rules(), start=len(clauses))}
    files = [(r, t["severity"], None, t["message"], t["why"], t["fix"]) for r, t in file_rules().items()]
    columns = zip(*clauses, *files, strict=True)
    sentences = pa.table([pa.array(column, pa.string()) for column in columns], schema=SENTENCES)
    known = pa.array([_key(c.rule, c.item, str(c.number)) for c in rules.clauses], pa.string())
    keys = pc.binary_join_element_wise(
        findings["rule"], findings["item"], findings["clause"].cast(pa.string()), "\t"
    )
    size = len(about_file)
    whole = {
        "row_no": pa.nulls(size, pa.int32()),
        "client_ref": pa.nulls(size, pa.string()),
        "episode_id": pa.nulls(size, pa.string()),
        "value": pa.array([finding.value for finding in about_file], pa.string()),
        "own_item": pa.array([finding.item for finding in about_file], pa.string()),
        "own_message": pa.array([finding.message for finding in about_file], pa.string()),
        "sentence_no": pa.array([of_files[finding.rule] for finding in about_file], pa.int32()),
    }
    rows: dict[str, pa.Array] = {n: findings[n] for n in ("row_no", "client_ref", "episode_id", "value")}
    rows["own_item"] = rows["own_message"] = pa.nulls(findings.num_rows, pa.string())
    rows["sentence_no"] = pc.index_in(keys, known)
    return worded(pa.concat_tables([pa.table(rows), pa.table(whole)]), sentences)


def _key(*parts: str) -> str:
    return "\t".join(parts)
