-- Who writes all files of a freeze is alone with them: two that write the same file would rename each other's
-- half-written one, and a draft could come to lie over what was signed. Tasks that write some areas each go together.
select
    case
        when %(alone)s then pg_advisory_lock(hashtextextended('files of ' || %(freeze_id)s, 0))
        else pg_advisory_lock_shared(hashtextextended('files of ' || %(freeze_id)s, 0))
    end;
