"""The nodes that one process runs, and the way to all the others.

A hospital's process runs one node; the demo runs seven. Either way a question goes to every
node of the roster: to those in this process by a call, to the others over HTTP.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from samvar.govern.keys import PublicKey
from samvar.model.clock import utc_now
from samvar.model.errors import BadConfig, NotFound, SamvarError
from samvar.network.answer import Answerer
from samvar.network.ask import Network
from samvar.network.limit import Limits
from samvar.network.operation import Registry
from samvar.network.release.make import make_epoch
from samvar.network.release.read import Release
from samvar.network.release.rules import NODES, ReleaseRules, public_rules
from samvar.network.release.shelf import Shelf
from samvar.network.roster import Roster, RosterNode, release_mandate
from samvar.network.route import HttpDoor
from samvar.network.signature import Signer
from samvar.network.spend import Till
from samvar.network.transport import Http, InProcess, Transport
from samvar.node.build import CONFIG_FILE, config_in, open_node, registry
from samvar.node.config import ROSTER_FILE
from samvar.node.issuer_keys import IssuerKeys
from samvar.node.jobs import Worker
from samvar.node.ledger import Levelling, till_of
from samvar.node.node import Node
from samvar.node.publish import is_due, listed
from samvar.node.vouch import Vouching, issuer_of_people
from samvar.node.watch import Watch

_GREETING_S = 2.0
_FIRST_PAUSE_S, _LAST_PAUSE_S = 1.0, 60.0


@dataclass(slots=True)
class Site:
    """One process's part of the network.

    nodes: by id, those that run here. answerers: their doors to the network; doors: the same,
    as HTTP reaches them.
    releases: the epoch releases that are kept here. vouching: for those who ask from here.
    tills: where research pays, by node. issuer_keys: public keys of those whom nodes here trust.
    """

    folder: Path
    nodes: Mapping[str, Node]
    roster: Roster
    registry: Registry
    answerers: Mapping[str, Answerer]
    releases: Shelf
    vouching: Vouching
    tills: Mapping[str, Till]
    issuer_keys: IssuerKeys = field(default_factory=IssuerKeys, repr=False)
    watch: Watch = field(init=False, repr=False)
    doors: Mapping[str, HttpDoor] = field(init=False, repr=False)
    _levelling: Levelling = field(init=False, repr=False)
    _networks: dict[str, Network] = field(default_factory=dict, repr=False)
    _workers: list[Worker] = field(default_factory=list, repr=False)
    _making: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _closing: threading.Event = field(default_factory=threading.Event, repr=False)
    _greeter: threading.Thread | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.watch = Watch(self.nodes, self.roster)
        self.doors = {
            name: HttpDoor(one, lambda: self.roster, refused=one.remember_stranger)
            for name, one in self.answerers.items()
        }
        self._levelling = Levelling(self.nodes, self.tills, self.roster)
        for name, node in self.nodes.items():
            node.joined = partial(self.network, name)

    @classmethod
    def open(cls, folder: Path, roster: Roster | None = None) -> Site:
        """Open the node in a folder, or all nodes in its sub-folders.

        Raises:
            NotFound: there is no node. BadConfig: a node cannot be opened as it is set.
        """
        places = [folder] if (folder / CONFIG_FILE).exists() else _inside(folder)
        if not places:
            raise NotFound(
                "there is no node in this folder",
                remedy="make one with 'samvar node init', or start 'samvar demo'",
            )
        nodes: dict[str, Node] = {}
        try:
            for place in places:
                node = open_node(config_in(place))
                if nodes.setdefault(node.id, node) is not node:
                    node.close()
                    raise BadConfig(f"two folders hold a node of {node.id}")
            return cls.of(folder, nodes, roster or _read_roster(folder, nodes))
        except BaseException:
            for node in nodes.values():
                node.close()
            raise

    @classmethod
    def of(cls, folder: Path, nodes: Mapping[str, Node], roster: Roster | None = None) -> Site:
        """A site of open nodes; without a roster, these nodes alone are the network."""
        questions = registry()
        roster = roster or _own_roster(nodes, questions)
        shelf = _shelf(folder, roster)
        tills = {node.id: till_of(node, shelf, frozenset(nodes)) for node in nodes.values()}
        keys = IssuerKeys()
        answerers = {
            node.id: Answerer(
                node.id,
                node.centre.id,
                node.key,
                lambda: roster,
                questions,
                node.policy,
                node.audit,
                node,
                masks_only=node.config.masks_only,
                floor=node.config.floor_carriers,
                till=tills[node.id],
                keys=keys,
                limits=Limits(node.config.care_questions_hour),
            )
            for node in nodes.values()
        }
        return cls(folder, nodes, roster, questions, answerers, shelf, Vouching(nodes), tills, keys)

    def network(self, node_id: str) -> Network:
        """The network as one of this site's nodes asks it."""
        with self._making:
            if node_id not in self._networks:
                node = self.nodes[node_id]
                self._networks[node_id] = Network(
                    node_id,
                    self.roster,
                    node.key,
                    self._ways(node_id),
                    self.registry,
                    vouch=self.vouching.at(node_id),
                )
            return self._networks[node_id]

    def release(self, node_id: str) -> list[Release]:
        """Make the next epoch's releases, public by what this node's settings call public.

        A public release soon after another would tell of those few who came or left between
        them, so before `public_days` have passed only the nodes' release is made.

        Raises:
            PeerUnavailable: no region answered, or one would not stand still.
            BadConfig: the list of variants for the public cannot be read.
        """
        node = self.nodes[node_id]
        config = node.config
        kinds: tuple[ReleaseRules, ...] = (NODES,)
        if is_due(self.releases, config.public_days, utc_now()):
            kinds = (NODES, public_rules(
                config.public_frequency, config.floor_carriers, config.public_budget,
                listed(config.public_list),
            ))  # fmt: skip
        return make_epoch(self.network(node_id), self.releases, node.key, kinds=kinds)

    def spread(self, node_id: str) -> None:
        """Tell this process's other nodes what was told at one of them alone.

        Nodes of other hosts hear it when the ledgers next meet.
        """
        now = utc_now()
        said = {node_id: self.tills[node_id].ledger.statement(now)}
        for other, till in self.tills.items():
            if other != node_id:
                till.ledger.adopt(said, now)

    def start(self) -> None:
        """Begin to do the jobs that wait at the nodes, and to hear from the other nodes."""
        for node in self.nodes.values():
            worker = Worker(node)
            worker.start()
            self._workers.append(worker)
        self._greeter = threading.Thread(target=self._greet, name="samvar-greet", daemon=True)
        self._greeter.start()
        self.watch.start()
        self._levelling.start(self._ways)

    def _greet(self) -> None:
        """Hear how many people each node has, so that the first partial answer has bounds.

        Nodes that start together are not all there at once: the silent are greeted again.
        """
        silent, pause_s = list(self.nodes), _FIRST_PAUSE_S
        while silent:
            try:
                heard = {node: self.network(node).greet(_GREETING_S) for node in silent}
            except SamvarError:
                heard = {}
            silent = [node for node in silent if not all(heard.get(node, {"": False}).values())]
            if silent and self._closing.wait(pause_s):
                return
            pause_s = min(2 * pause_s, _LAST_PAUSE_S)

    def close(self) -> None:
        """Stop working and let go of everything."""
        self._closing.set()
        self.watch.close()
        self._levelling.close()
        if self._greeter is not None:
            self._greeter.join(len(self.nodes) * _GREETING_S + 1)
        for worker in self._workers:
            worker.stop()
        for network in self._networks.values():
            network.close()
        self.releases.close()
        for node in self.nodes.values():
            node.close()

    def _ways(self, node_id: str) -> dict[str, Transport]:
        """How one of this site's nodes reaches every node."""
        signer = Signer(node_id, self.nodes[node_id].key)
        ways: dict[str, Transport] = {}
        for member in self.roster.nodes:
            answerer = self.answerers.get(member.id)
            ways[member.id] = (
                InProcess(answerer.handle, member.id) if answerer else Http(member.url, signer)
            )
        return ways


def _inside(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path.parent for path in folder.glob(f"*/{CONFIG_FILE}"))


def _shelf(folder: Path, roster: Roster) -> Shelf:
    return Shelf(folder / "releases", key_finder(roster))


def key_finder(roster: Roster) -> Callable[[str], Sequence[PublicKey]]:
    """Public keys of a node of the roster, none for a stranger."""

    def find(node_id: str) -> Sequence[PublicKey]:
        member = roster.find(node_id)
        return member.public_keys if member else ()

    return find


def _read_roster(folder: Path, nodes: Mapping[str, Node]) -> Roster | None:
    stated = next((node.config.roster for node in nodes.values() if node.config.roster), None)
    path = stated or folder / ROSTER_FILE
    return Roster.read(path.read_bytes()) if path.exists() else None


def _own_roster(nodes: Mapping[str, Node], questions: Registry) -> Roster:
    """These nodes as a network of their own, signed by each."""
    members = tuple(
        RosterNode(
            id=node.id,
            centre=node.centre.id,
            url="",
            keys=(node.key.public.raw.hex(),),
            operations=questions.spoken(),
            issuers=(issuer_of_people(node),),
        )
        for node in nodes.values()
    )
    mandate = release_mandate(members, utc_now())
    unsigned = Roster(1, members, mandates=(mandate,))
    return unsigned.signed({node.id: node.key for node in nodes.values()})
