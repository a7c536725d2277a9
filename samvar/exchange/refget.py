"""GA4GH refget identifiers of the primary contigs: the sequence itself, named by its digest.

An identifier is `SQ.` and the truncated SHA-512 of the sequence in upper case. The tables were
compared letter by letter in three published registries (gnomAD's Hail utilities, the GenomicMedLab
assembly registry, the GATK refget provider); the GA4GH VRS vectors confirm chromosomes 1, 7, 10
and 19 of GRCh38 and 1 and 2 of GRCh37. GRCh37's Y is NC_000024.9 as NCBI publishes it, not the
copy with hidden pseudoautosomal stretches that some pipelines align to. Both assemblies share
the mitochondrial rCRS.

Source: refget sequences 2.0.0, section "Sequence identifiers"; GA4GH VRS 1.3, "sha512t24u".
"""

from __future__ import annotations

from samvar.model.genome import CODE, CONTIGS, Assembly

_GRCH38 = (
    "Ya6Rs7DHhDeg7YaOSg1EoNi3U_nQ9SvO", "pnAqCRBrTsUoBghSD1yp_jXWSmlbdh4g",
    "Zu7h9AggXxhTaGVsy7h_EZSChSZGcmgX", "HxuclGHh0XCDuF8x6yQrpHUBL7ZntAHc",
    "aUiQCzCPZ2d0csHbMSbh2NzInhonSXwI", "0iKlIQk2oZLoeOG9P1riRU6hvL5Ux8TV",
    "F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul", "209Z7zJ-mFypBEWLk4rNC6S_OxY5p7bs",
    "KEO-4XBcm1cxeo_DIQ8_ofqGUkp4iZhI", "ss8r_wB0-b9r44TQTMmVTI92884QvBiB",
    "2NkFm8HK88MqeNkCgj78KidCAXgnsfV1", "6wlJpONE3oNb4D69ULmEXhqyDZ4vwNfl",
    "_0wi-qoDrvram155UmcSC-zA5ZK4fpLT", "eK4D2MosgK_ivBkgi6FVPg5UXs1bYESm",
    "AsXvWL1-2i5U_buw6_niVIxD6zTbAuS6", "yC_0RBj3fgBlvgyAuycbzdubtLxq-rE0",
    "dLZ15tNO1Ur0IcGjwc3Sdi_0A6Yf4zm7", "vWwFhJ5lQDMhh-czg06YtlWqu0lvFAZV",
    "IIB53T8CNeJJdUqzn9V_JnRtQadwWCbl", "-A1QmD_MatoqxvgVxBLZTONHz9-c7nQo",
    "5ZUqxCmDDgN4xTRbaSjN8LwgZironmB8", "7B7SHsmchAR0dFcDCuSFjJAo7tX87krQ",
    "w0WZEvgJF0zf_P4yyTzjjv9oW1z61HHP", "8_liLu1aycC0tPQPFmUaGXJLDs5SbPZ5",
    "k3grVkjY-hoWcCUojHw6VU6GE3MZ8Sct",
)  # fmt: skip
_GRCH37 = (
    "S_KjnFVz-FE7M0W6yoaUDgYxLPc1jyWU", "9KdcA9ZpY1Cpvxvg8bMSLYDUpsX6GDLO",
    "VNBualIltAyi2AI_uXcKU7M9XUOuA7MS", "iy7Zfceb5_VGtTQzJ-v5JpPbpeifHD_V",
    "vbjOdMfHJvTjK_nqvFvpaSKhZillW0SX", "KqaUhJMW3CDjhoVtBetdEKT1n6hM-7Ek",
    "IW78mgV5Cqf6M24hy52hPjyyo5tCCd86", "tTm7wmhz0G4lpt8wPspcNkAD_qiminj6",
    "HBckYGQ4wYG9APHLpjoQ9UUe9v7NxExt", "-BOZ8Esn8J88qDwNiSEwUr5425UXdiGX",
    "XXi2_O1ly-CCOi3HP5TypAw7LtC6niFG", "105bBysLoDFQHhajooTAUyUkNiZ8LJEH",
    "Ewb9qlgTqN6e_XQiRVYpoUfZJHXeiUfH", "5Ji6FGEKfejK1U6BMScqrdKJK8GqmIGf",
    "zIMZb3Ft7RdWa5XYq0PxIlezLY2ccCgt", "W6wLoIFOn4G7cjopxPxYNk2lcEqhLQFb",
    "AjWXsI7AkTK35XW9pgd3UbjpC3MAevlz", "BTj4BDaaHYoPhD3oY2GdwC_l0uqZ92UD",
    "ItRDD47aMoioDCNW_occY5fWKZBKlxCX", "iy_UbUrvECxFRX5LPTH_KPojdlT7BKsf",
    "LpTaNW-hwuY_yARP0rtarCnpCQLkgVCg", "XOgHwwR3Upfp5sZYk6ZKzvV25a4RBVu8",
    "v7noePfnNpK8ghYXEqZ9NukMXW7YeNsm", "BT7QyW5iXaX_1PSX-msSGYsqRdMKqkj-",
    "k3grVkjY-hoWcCUojHw6VU6GE3MZ8Sct",
)  # fmt: skip
_TABLES = {Assembly.GRCh38: _GRCH38, Assembly.GRCh37: _GRCH37}
_CONTIG_OF: dict[str, tuple[Assembly | None, str]] = {
    digest: (None if contig == "MT" else assembly, contig)
    for assembly, table in _TABLES.items()
    for contig, digest in zip(CONTIGS, table, strict=True)
}


def refget(assembly: Assembly, contig: str) -> str:
    """The `SQ.` identifier of a primary contig.

    >>> refget(Assembly.GRCh38, "19")
    'SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCbl'
    """
    return f"SQ.{_TABLES[assembly][CODE[contig] - 1]}"


def contig_of(identifier: str) -> tuple[Assembly | None, str] | None:
    """Assembly and contig of an `SQ.` identifier; the assembly is None for the shared rCRS.

    >>> contig_of("SQ.S_KjnFVz-FE7M0W6yoaUDgYxLPc1jyWU")
    (<Assembly.GRCh37: 'GRCh37'>, '1')
    """
    return _CONTIG_OF.get(identifier.removeprefix("SQ."))
