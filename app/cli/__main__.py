"""What the launcher runs: `python -m app.cli COMMAND …`."""

import sys

from app.cli.main import main

sys.exit(main())
