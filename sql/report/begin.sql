-- One report at a time, all of it from one state of the warehouse. The lock comes before the first query,
-- so that the state seen includes what the report before this one wrote; readers are not kept waiting.
set local transaction_isolation = 'repeatable read';
lock table report."freeze" in share row exclusive mode;
-- Room for the sorts of a month; compiling each query would cost more than it saves.
set local work_mem = '128MB';
set local jit = off;
