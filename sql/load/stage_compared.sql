-- Few columns of the rows, for rules with a condition or with several columns. Each such rule is a pass or two of its
-- own, and one over a few columns costs a fifth of one over all. What a killed run of the same batch left is dropped.
drop table if exists raw.{compared};
create unlogged table raw.{compared} as
select {columns}
from raw.{rows};
