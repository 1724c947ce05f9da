"""``python tests/faults``: inject faults and see whether the conformance suite finds them."""

import sys

from power import main

sys.exit(main(sys.argv[1:]))
