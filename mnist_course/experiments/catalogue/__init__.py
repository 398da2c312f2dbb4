"""What is repeated: one file a theme, with settings, the source's numbers and the ledger's rows."""
