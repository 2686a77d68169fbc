"""What a file names: the ids that are looked up in the records before it is checked."""

from sheets.neighbourhood import NeighbourhoodFile
from store.records.standing import Named


def named_in(file: NeighbourhoodFile) -> Named:
    """Give every id that a file's tables say or refer to."""
    relations = [(person, relation) for _, person, relation in file.relations()]
    residents = [one.id for one in file.residents] + [relation.resident for _, relation in relations]
    residents += [one.resident for one in file.devices if one.resident]
    people = [one.id for one in file.people] + [one.person for one in file.posts]
    return Named(
        households=frozenset([one.id for one in file.households] + [one.household for one in file.residents]),
        residents=frozenset(residents),
        people=frozenset(people + [person for person, _ in relations]),
        devices=frozenset(one.full_id for one in file.devices),
        consents=frozenset(one.consent.id for _, one in relations if one.consent and one.consent.id),
        logins=frozenset(one.login for one in file.people if one.login),
    )
