-- What providers type into the entry form: the source of their agency's file, and nothing that a report reads.
-- Items stand as they were typed, by name, since a draft may hold anything; the rules judge them on the way into the
-- file as they judge any other. Identifiers are here and in no view but those of the agency's own people (access).
create schema entry;

create table entry.agency (
    agency_code text primary key,
    last_number bigint not null default 0, -- of the ids that the form has given
    changed_at timestamptz not null, -- when anything of the agency was changed last: the time of its file
    sent_sha256 text, -- of the bytes of the last file that was made
    sent_at timestamptz -- the clock of the night that made it
);

create table entry.client (
    client_key uuid primary key default gen_random_uuid(), -- for addresses of pages, which end in logs
    agency_code text not null references entry.agency,
    client_id text not null, -- CLIENTID
    client_no bigint not null, -- the order in the file
    items jsonb not null, -- by name of the item, as typed
    in_file_since timestamptz, -- null: of no episode was anything ever sent
    withdrawn_at timestamptz, -- consent withdrawn: nothing else is known of the client any more
    version integer not null default 1,
    changed_by text not null,
    changed_at timestamptz not null,
    unique (agency_code, client_id),
    check (withdrawn_at is null or items = '{}')
);

create table entry.episode (
    episode_key uuid primary key default gen_random_uuid(),
    client_key uuid not null references entry.client on delete cascade,
    episode_id text not null, -- EPISODID
    episode_no bigint not null,
    items jsonb not null,
    referrals jsonb not null default '[]', -- items of each, REFSTID included, in their order
    reviews jsonb not null default '[]',
    in_file_since timestamptz, -- null: a draft that was never without errors
    version integer not null default 1,
    changed_by text not null,
    changed_at timestamptz not null
);
create index episode_client on entry.episode (client_key);
