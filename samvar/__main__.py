"""`python -m samvar` is `samvar`."""

from samvar.cli.main import main

if __name__ == "__main__":
    main()
