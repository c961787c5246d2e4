-- The lists by which the measures group, and the words for their codes.
create temporary table report_code on commit drop as
select
    list,
    code,
    label,
    grouping
from ref.code
where
    list in (
        'prompt', 'closure_prior', 'closure_from', 'sex', 'ethnicity', 'injecting', 'accommodation'
    );

create unique index on report_code (list, code);
analyze report_code;
