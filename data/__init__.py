"""Hold the fictional demo city and the program that draws it."""
