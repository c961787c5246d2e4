select count(*)
from raw.{rows};
