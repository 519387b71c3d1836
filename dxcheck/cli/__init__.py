"""The command line: thin click commands, each imported only when it is used."""
