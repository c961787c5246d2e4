insert into dq.held (submission_id, open_episodes, disappearing)
values (%(submission_id)s, %(open_episodes)s, %(disappearing)s);
