"""Who asks: roles, users and the personas of the demo. Sessions live in `store.records`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from samvar.govern.proof import Proof
from samvar.govern.purpose import Purpose


class Role(Enum):
    """What somebody is employed to do. Each person acts in one role at a time."""

    CLINICAL_GENETICIST = "clinical_geneticist"
    MOLECULAR_PATHOLOGIST = "molecular_pathologist"
    MICROBIOLOGIST = "microbiologist"
    PHARMACIST = "pharmacist"
    REFERRING_CLINICIAN = "referring_clinician"
    """Sends patients from a care unit, and reads the signed answers to its own referrals."""
    BIOINFORMATICIAN = "bioinformatician"
    RESEARCHER = "researcher"
    INDUSTRY_PARTNER = "industry_partner"
    NATIONAL_COORDINATOR = "national_coordinator"
    IT_OPERATOR = "it_operator"
    AUDITOR = "auditor"
    CONTROLLER = "controller"
    """Decides for the data controller: permits, erasure, the rules that its node goes by."""
    PATIENT = "patient"
    MANDATE = "mandate"
    """No person: a job of the network that runs on a standing order, such as a release."""
    ANONYMOUS = "anonymous"
    """Nobody has signed in."""

    @property
    def usual_purpose(self) -> Purpose:
        """The purpose a page proposes first; the user may choose another.

        >>> Role.RESEARCHER.usual_purpose.value
        'HRESCH'
        """
        return _USUAL.get(self, Purpose.TREAT)


_USUAL = {
    Role.RESEARCHER: Purpose.HRESCH,
    Role.INDUSTRY_PARTNER: Purpose.HRESCH,
    Role.NATIONAL_COORDINATOR: Purpose.HQUALIMP,
    Role.AUDITOR: Purpose.HQUALIMP,
    Role.IT_OPERATOR: Purpose.HOPERAT,
    Role.CONTROLLER: Purpose.HOPERAT,
    Role.MANDATE: Purpose.HOPERAT,
    Role.PATIENT: Purpose.PATRQT,
    Role.ANONYMOUS: Purpose.PATRQT,
}


@dataclass(frozen=True, slots=True)
class User:
    """A person in a role at a centre. `name` is for the screen and for what they sign; it
    never enters a log.

    permits: ids of permits that the person says to hold; each node checks its own book.
    unit: the care unit at the centre, which a patient's block may shut out.
    """

    id: str
    name: str
    role: Role
    centre: str | None = None
    permits: tuple[str, ...] = ()
    unit: str | None = None

    def at(self, centre: str) -> User:
        """The same person employed at another centre, for the demo."""
        return replace(self, centre=centre)

    @property
    def account(self) -> str:
        """Who this is to every node: only an issuer of the centre can vouch for it.

        >>> PERSONAS["researcher"].account, PERSONAS["industry"].account
        ('researcher@uppsala', 'industry@')
        """
        return f"{self.id}@{self.centre or ''}"

    @property
    def signed_in(self) -> bool:
        """Whether there is a person, or a mandate, behind the question."""
        return self.role is not Role.ANONYMOUS


@dataclass(frozen=True, slots=True)
class Asker:
    """A user, the purpose they act for now, and the permit they act under, if any.

    >>> Asker.of(PERSONAS["geneticist"]).purpose.value
    'TREAT'
    """

    user: User
    purpose: Purpose
    permit: str | None = None
    proof: Proof | None = field(default=None, repr=False, compare=False)
    """The person's own token where an outside issuer signed them in; it dies with the session."""

    @classmethod
    def of(cls, user: User, permit: str | None = None) -> Asker:
        """The user with the usual purpose of their role."""
        return cls(user, user.role.usual_purpose, permit)


ANONYMOUS = User("anonymous", "", Role.ANONYMOUS)
RELEASE_MANDATE = User("mandate-release", "Release", Role.MANDATE)
"""Makes the releases of an epoch: HOPERAT for the nodes' release, HRESCH for the public one."""

_UNITS = {
    Role.CLINICAL_GENETICIST: "clinical-genetics",
    Role.BIOINFORMATICIAN: "clinical-genetics",
    Role.MOLECULAR_PATHOLOGIST: "pathology",
    Role.MICROBIOLOGIST: "microbiology",
    Role.PHARMACIST: "pharmacy",
    Role.REFERRING_CLINICIAN: "child-neurology",
}
"""At which care unit the personas of a role work."""

PERSONAS: dict[str, User] = {
    user.id: replace(user, unit=_UNITS.get(user.role))
    for user in (
        User("geneticist", "Astrid Lindqvist", Role.CLINICAL_GENETICIST, "stockholm"),
        User("second-reader", "Henrik Dahl", Role.CLINICAL_GENETICIST, "stockholm"),
        User("pathologist", "Per Hallberg", Role.MOLECULAR_PATHOLOGIST, "stockholm"),
        User("microbiologist", "Ingrid Sjöström", Role.MICROBIOLOGIST, "stockholm"),
        User("pharmacist", "Karin Holm", Role.PHARMACIST, "stockholm"),
        User("referring-clinician", "Sofia Wallin", Role.REFERRING_CLINICIAN, "stockholm"),
        User("bioinformatician", "Elias Nordin", Role.BIOINFORMATICIAN, "stockholm"),
        User("researcher", "Maja Ek", Role.RESEARCHER, "uppsala", ("permit-pgx-regions",)),
        User("industry", "Oskar Wendel", Role.INDUSTRY_PARTNER, None, ("permit-industry",)),
        User("coordinator", "Lena Bergqvist", Role.NATIONAL_COORDINATOR),
        User("operator", "Johan Åström", Role.IT_OPERATOR, "stockholm"),
        User("auditor", "Birgitta Falk", Role.AUDITOR, "stockholm"),
        User("controller", "Gunilla Strand", Role.CONTROLLER, "stockholm"),
        User("patient", "Nils Öberg", Role.PATIENT, "stockholm"),
    )
}
"""One invented person for each role, by user id."""
