"""The page: one big moon to press, served to browsers on this machine, or to tablets in the house."""
