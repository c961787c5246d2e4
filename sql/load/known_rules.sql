select distinct
    feed,
    rules_version
from dq.rule;
