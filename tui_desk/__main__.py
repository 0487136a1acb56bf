"""`python -m tui_desk` is `tui-desk`."""

import sys

from tui_desk.cli import main

sys.exit(main())
