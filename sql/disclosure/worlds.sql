-- What a release has kept for those after it; no row where it was made before that was kept.
select
    cells,
    moves
from report.public_world
where release_id = %(release_id)s;
