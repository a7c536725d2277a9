"""The Beacons of a site: the nation's from the newest release, each node's for its own visitors."""

from __future__ import annotations

from typing import Any

from litestar import Request, Router

from samvar.exchange.beacon import live, nation, public
from samvar.exchange.beacon.handler import Beacon
from samvar.exchange.beacon.routes import live_router, nation_router, node_router
from samvar.exchange.vrs import Fetch
from samvar.model.genome import Assembly
from samvar.node.node import Node
from samvar.node.site import Site
from samvar.web.visit import home_node, visit_of


def routers(site: Site) -> list[Router]:
    """`/beacon`, `/nodes/{node}/beacon` and `/nation/beacon`."""
    front = home_node(site, None)
    released = Beacon(public.NATION, public.PublicRelease(site.releases.newest), _fetch_of(front))
    return [
        nation_router(released),
        node_router(_beacon_of, live.identity(front.centre)),
        live_router(_live_beacon, nation.LIVE_NATION),
    ]


def _live_beacon(request: Request[Any, Any, Any]) -> Beacon:
    visit = visit_of(request)
    network = visit.site.network(visit.node.id)
    source = nation.LiveNation(network, visit.asker, visit.node.config.deadline_s)
    return Beacon(nation.LIVE_NATION, source, _fetch_of(visit.node))


def _beacon_of(request: Request[Any, Any, Any]) -> Beacon:
    visit = visit_of(request)
    node = visit.node_named(request.path_params["node"])
    source = live.LiveNode(
        node.id,
        node.centre,
        node,
        node.policy,
        node.audit,
        visit.asker,
        visit.site.tills[node.id],
        floor=node.config.floor_carriers,
        spent=lambda: visit.site.spread(node.id),
    )
    return Beacon(live.identity(node.centre), source, _fetch_of(node))


def _fetch_of(node: Node) -> Any:
    def fetch_of(assembly: Assembly) -> Fetch | None:
        reference = node.reference(assembly)
        return None if reference is None else reference.fetch

    return fetch_of
