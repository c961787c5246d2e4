-- What a release has found to prove that its hidden counts are safe: the releases after it begin from that.
create table report.public_world (
    release_id text primary key references report.public_release,
    cells bytea not null, -- Arrow: the counts that any world moves
    moves bytea not null -- Arrow: which world moves which of these, and by how much
);
