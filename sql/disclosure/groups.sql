select
    list,
    code,
    grouping
from ref.code
where list in ('prompt', 'closure_from');
