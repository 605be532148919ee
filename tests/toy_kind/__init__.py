"""A kind of part from outside: one line to write. It is an app like any other, and nothing in the house names it
(docs/adding-a-kind.md)."""
