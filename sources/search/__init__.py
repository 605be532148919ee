"""Search through an enquiry: the same finds on PostgreSQL and on SQLite, since words are compared as we store them."""

from sources.search.find import Found, find, nearest
from sources.search.index import index_enquiry, index_school

__all__ = ["Found", "find", "index_enquiry", "index_school", "nearest"]
