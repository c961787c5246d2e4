-- The columns that rules with a condition or with two columns read. Each such rule is a pass of its own, and a
-- pass over these few columns costs a third of one over all.
create unlogged table raw.{compared} as
select {columns}
from raw.{rows};
