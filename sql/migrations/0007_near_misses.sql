-- Near misses, and what people decide about them (linkage.md). person_key everywhere in core is the key in force:
-- the key of the four items, or the one that decisions put in its place. A key of the four items alone is called
-- an own key here.

-- The areas whose people changed since they were last searched for near misses; * for all.
create table core.dat_to_search (
    dat_code text not null
);

-- What was decided about pairs, in order. It names nobody, and outlives the pair.
create table dq.pair_decision (
    decision_no bigint generated always as identity primary key,
    pair_id text not null,
    decision text not null check (decision in ('same', 'different')),
    decided_by text not null,
    decided_at timestamptz not null,
    why text not null
);

-- What the search found: two own keys within a DAT of residence. A pair about which somebody decided stays, found or
-- not, until everything of one of the two has been erased or has outlived its time.
create table core.near_miss (
    pair_id text primary key, -- follows from the two keys and the DAT
    dat_code text not null,
    key_a bytea not null, -- the smaller
    key_b bytea not null,
    seen_a text not null check (seen_a in ('cjit', 'treatment', 'both')),
    seen_b text not null check (seen_b in ('cjit', 'treatment', 'both')),
    weight numeric(6, 2) not null,
    probability numeric(5, 4) not null,
    reason text not null,
    found boolean not null, -- by the last search
    decision_no bigint references dq.pair_decision, -- the decision in force
    check (key_a < key_b)
);
create index near_miss_a on core.near_miss (key_a);
create index near_miss_b on core.near_miss (key_b);

-- Own keys that decisions made one person of, the key in force of each, and the four items, by which its rows
-- are known: nothing else in the warehouse tells whose rows they were before.
create table core.same_person (
    own_key bytea primary key,
    person_key bytea not null,
    first_initial text not null,
    surname_initial text not null,
    dob date not null,
    sex text not null,
    unique (first_initial, surname_initial, dob, sex)
);
create index same_person_key on core.same_person (person_key);
