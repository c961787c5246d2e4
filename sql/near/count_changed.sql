select count(*)
from same_changed;
