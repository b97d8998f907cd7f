"""``python -m mxgrad``: see ``python -m mxgrad --help``."""

import sys

from mxgrad._cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
