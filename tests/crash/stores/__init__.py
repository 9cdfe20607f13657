"""The kinds of store that are put to the test."""

from stores.files import Files
from stores.linked import Linked
from stores.sqlite import SqliteCascade, SqliteDelete, SqliteWal

WORLDS = [SqliteWal, SqliteDelete, SqliteCascade, Files, Linked]
