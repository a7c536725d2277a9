"""Questions to many genomes at once, written once and run by DuckDB or by Apache Spark.

`question` says what can be asked, `tables` what is read for it, `express` how it is reckoned (as
Ibis expressions), `engine` and `spark` who does it. Needs the extra `samvar[cohort]`.
"""
