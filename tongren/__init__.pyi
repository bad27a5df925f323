"""What `import tongren` gives, for type checkers; at run time each name is loaded when it is first used."""

from tongren import errors as errors
from tongren.body.person import Bodies as Bodies
from tongren.body.person import Body as Body
from tongren.body.person import Measures as Measures
from tongren.body.population import bodies as bodies
from tongren.body.stance import posed as posed
from tongren.fitting.fit import fit_scan as fit_scan
from tongren.front.known import evidence as evidence
from tongren.front.known import explain as explain
from tongren.front.known import find as find
from tongren.front.known import guide as guide
from tongren.front.known import show as show
from tongren.front.pictures import draw as draw
from tongren.front.places import locate as locate
from tongren.front.subjects import named_body as named_body
from tongren.locating.located import Located as Located
from tongren.pooling.network import network as network
from tongren.pooling.pool import pool as pool
from tongren.scans.reading import read_scan as read_scan
from tongren.version import __version__ as __version__
