"""`samvar serve`: a node's pages, its Beacon and its door to the network."""

from __future__ import annotations

import click

from samvar.present.command import Command, Desk, examples, json_option, pass_desk


@examples(
    "samvar serve uppsala-node",
    "samvar serve uppsala-node --host 0.0.0.0 --port 8443 --certificate cert.pem --key key.pem",
)
@click.command(cls=Command)
@click.argument("folder", default=".")
@click.option("--host", help="Address to listen on. [default: the node's setting]")
@click.option("--port", type=int, help="Port to listen on. [default: the node's setting]")
@click.option("--certificate", help="TLS certificate chain, PEM.")
@click.option("--key", help="TLS private key, PEM.")
@click.option("--personas", is_flag=True, help="Let people sign in as personas: for trials only.")
@json_option
@pass_desk
def serve(
    desk: Desk,
    folder: str,
    host: str | None,
    port: int | None,
    certificate: str | None,
    key: str | None,
    personas: bool,
) -> None:
    """Serve the node in FOLDER, or all nodes in its sub-folders, until stopped."""
    from samvar.cli.at import open_site
    from samvar.cli.listen import Door

    site = open_site(folder)
    try:
        config = next(iter(site.nodes.values())).config
        door = Door.open(
            host or config.host, config.port if port is None else port, certificate, key
        )
        desk.put({"url": door.url, "nodes": list(site.nodes)}, ("url",), [(door.url,)])
        desk.flush()
        door.serve(site, personas=personas)
    finally:
        site.close()
