"""Pure: observed alleles and a knowledge release in, calls out; no file is opened here."""
