"""`python -m notono_live`: the command line; runs in the calling process."""

from notono_live.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
