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
    import uvicorn

    from samvar.cli.at import open_site
    from samvar.web.app import create_app

    site = open_site(folder)
    try:
        config = next(iter(site.nodes.values())).config
        address = (host or config.host, port or config.port)
        site.start()
        scheme = "https" if certificate else "http"
        told = {"url": f"{scheme}://{address[0]}:{address[1]}/", "nodes": list(site.nodes)}
        desk.put(told, ("url", "nodes"), [(str(told["url"]), ", ".join(site.nodes))])
        uvicorn.run(
            create_app(site, demo=personas),
            host=address[0],
            port=address[1],
            ssl_certfile=certificate,
            ssl_keyfile=key,
            log_level="warning",
            access_log=False,  # a path may hold what somebody searched for
            server_header=False,
        )
    finally:
        site.close()
