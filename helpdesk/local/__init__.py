"""A real PostgreSQL and a real Valkey from the installed wheels, where nobody named others: with
DATABASE_URL or REDIS_URL unset, `servers()` starts the missing server, keeps its data under one
folder between runs and sets the variable. Both listen on unix sockets only.
"""

from helpdesk.local.errors import LocalServerError
from helpdesk.local.extensions import REQUIRED_EXTENSIONS, missing_extensions
from helpdesk.local.folders import LOCAL, FolderNotOurs
from helpdesk.local.homes import DataElsewhere, NoServerUser
from helpdesk.local.postgres import IncompleteData, OtherVersion, OutOfReach
from helpdesk.local.server import DidNotStart, UsedElsewhere
from helpdesk.local.sharing import addresses, point_to, quiet, servers
from helpdesk.local.sockets import ForeignSocketFolder, sockets_of
from helpdesk.local.wheels import NoBinaries

__all__ = [
    "LOCAL",
    "REQUIRED_EXTENSIONS",
    "DataElsewhere",
    "DidNotStart",
    "FolderNotOurs",
    "ForeignSocketFolder",
    "IncompleteData",
    "LocalServerError",
    "NoBinaries",
    "NoServerUser",
    "OtherVersion",
    "OutOfReach",
    "UsedElsewhere",
    "addresses",
    "missing_extensions",
    "point_to",
    "quiet",
    "servers",
    "sockets_of",
]
