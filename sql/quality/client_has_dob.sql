-- Run by DuckDB over the few rows whose CLIENT looks as if it held a date: does it hold the row's own?
select
    contains(client, strftime(born, '%d/%m/%Y'))
    or contains(client, strftime(born, '%Y-%m-%d'))
    or contains(client, strftime(born, '%Y%m%d')) as found
from suspects
