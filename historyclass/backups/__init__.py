"""One file that holds all a site keeps: every row and every stored file; and a site made of such a file again.

It names no database: what was kept in SQLite can be restored into PostgreSQL. docs/running-it.md says how to use it.
"""

from historyclass.backups.checking import check_backup
from historyclass.backups.faults import BackupFault
from historyclass.backups.making import make_backup
from historyclass.backups.restoring import restore_backup
from historyclass.backups.telling import summary

__all__ = ["BackupFault", "check_backup", "make_backup", "restore_backup", "summary"]
