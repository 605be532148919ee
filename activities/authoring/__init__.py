"""Authoring: a school's own versions of activities, made and changed by its teachers."""
