-- No row, but the types of its columns.
select {columns}
from {schema}.{table}
where false;
