#!/usr/bin/env python
"""Django's command line. `python3 dev.py manage …` runs it with everything installed and the environment set."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "historyclass.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
