-- Labels of the codes that breakdowns use.
select
    list,
    code,
    label
from ref.code
where list in ('prompt', 'closure_prior', 'closure_from', 'sex', 'injecting', 'accommodation');
