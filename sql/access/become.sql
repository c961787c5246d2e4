-- From here to the end of the transaction: this role, on behalf of this person, and nothing is changed.
set local transaction_read_only = on;
set local statement_timeout = '30s';
select
    set_config('cjit.who', %(who)s, true) as who,
    set_config('cjit.scope', %(scope)s, true) as scope,
    set_config('role', %(role)s, true) as role;
