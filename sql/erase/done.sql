-- Only if no further rows were added meanwhile.
delete from dq.pending_erasure
where submission_id = %(submission_id)s and row_nos = %(row_nos)s::integer[];
