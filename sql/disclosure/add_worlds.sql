insert into report.public_world (release_id, cells, moves) values (%(release_id)s, %(cells)s, %(moves)s);
