"""From bytes to rows as sent: listing the inbox, the archive, the checks of the file as a whole."""
