-- The sentences of all rules, numbered from 0, for the length of one transaction: a finding then names its
-- sentence by a number, and the words cross the wire once.
create temporary table feedback_sentence on commit drop as
select
    (row_number() over (order by rules_version, feed, rule, item, clause) - 1)::integer as sentence_no,
    rules_version,
    feed,
    rule,
    item,
    clause,
    severity,
    message,
    why,
    fix
from dq.rule;

analyze feedback_sentence;
