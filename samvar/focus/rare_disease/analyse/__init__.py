"""Pure: from what was seen to what it may mean; nothing is read and nothing kept here."""
