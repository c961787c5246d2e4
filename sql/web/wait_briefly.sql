-- Of a connection of the pages: who clicks does not wait until a night has let go of what it holds, and does not
-- keep the connection from others meanwhile. Those wait 20 seconds for one.
set lock_timeout = '15s';
