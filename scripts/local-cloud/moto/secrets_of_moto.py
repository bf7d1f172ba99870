"""What moto's Secrets Manager lacks and only its inside can give."""

import bisect
import copy
import json

from moto.secretsmanager import models, responses
from moto.secretsmanager.exceptions import InvalidParameterException, SecretNotFoundException


def stop_replication_to_replica(self):
    """Makes a replica a secret of its own, with its ARN, its versions and its settings (API reference)."""
    identifier = self._get_param("SecretId")
    secrets = self.backend.secrets
    if identifier not in secrets:
        raise SecretNotFoundException()
    replica = secrets[identifier]
    if not isinstance(replica, models.ReplicaSecret):
        raise InvalidParameterException("The secret is not a replica.")
    source = replica.source
    promoted = copy.copy(source)
    promoted.versions = copy.deepcopy(source.versions)
    promoted.replicas = []
    promoted.region = replica.region
    promoted.arn = replica.arn
    source.replicas.remove(replica)
    dict.pop(secrets, replica.arn)
    secrets[promoted.name] = promoted
    return json.dumps({"ARN": promoted.arn})


def find(store, key):
    """The secret of a name or ARN, or None. moto compares the key with every secret that there is."""
    name = models.get_secret_name_from_partial_arn(key)
    found = dict.get(store, key) or dict.get(store, name)
    if found is not None:
        return found
    # A whole ARN ends in a hyphen and six characters, which are the secret's own.
    found = dict.get(store, name.rpartition("-")[0])
    if found is not None and found.arn == key:
        return found
    # A replica lies under its ARN, and is asked for by its name as well. From a copy: another thread may add one meanwhile.
    for arn in tuple(store.__dict__.get("replica_arns", ())):
        replica = dict.get(store, arn)
        if replica is not None and replica.name == key:
            return replica
    return None


def set_item(store, key, value):
    if isinstance(value, models.ReplicaSecret):
        store.__dict__.setdefault("replica_arns", set()).add(key)
    dict.__setitem__(store, key, value)


def get_item(store, key):
    found = find(store, key)
    if found is None:
        raise KeyError(key)
    return found


def names_of(store):
    """Every name with its place in the order of creation, sorted by name; kept until a secret comes or goes."""
    names = store.__dict__.get("names")
    if names is None or len(names) != len(store):
        names = sorted((secret.name, place) for place, secret in enumerate(tuple(store.values())))
        store.__dict__["names"] = names
    return names


def candidates(store, filters):
    """In the order of creation, what the filter for a beginning leaves over: a long list is asked for in parts."""
    for one in filters:
        beginnings = one.get("Values", [])
        if one.get("Key") != "name" or len(beginnings) != 1 or beginnings[0].startswith("!"):
            continue
        names = names_of(store)
        start = bisect.bisect_left(names, (beginnings[0],))
        end = bisect.bisect_left(names, (beginnings[0] + "\uffff",))
        if end - start == len(names):
            break
        by_place = sorted(names[start:end], key=lambda named: named[1])
        return [secret for name, _ in by_place if (secret := find(store, name)) is not None]
    return tuple(store.values())


def list_secrets(self, filters, max_results=models.MAX_RESULTS_DEFAULT, next_token=None, include_planned_deletion=False):
    """As moto's, but describes the secrets of the page alone, instead of all for every page."""
    listed = [
        secret
        for secret in candidates(self.secrets, filters)
        if (include_planned_deletion or not getattr(secret, "deleted_date", None)) and models._matches(secret, filters)
    ]
    page, token = self._get_secret_values_page_and_next_token(listed, max_results, next_token)
    return [secret.to_dict() for secret in page], token


def pop(store, key):
    popped = pop_of_moto(store, key)
    store.__dict__["names"] = None
    return popped


def update_secret_version_stage(self, secret_id, version_stage, remove_from_version_id, move_to_version_id):
    """As moto's, but a version that becomes the current one is what is read from then on."""
    moved = move_of_moto(self, secret_id, version_stage, remove_from_version_id, move_to_version_id)
    if version_stage == "AWSCURRENT" and move_to_version_id:
        self.secrets[secret_id].set_default_version_id(move_to_version_id)
    return moved


move_of_moto = models.SecretsManagerBackend.update_secret_version_stage
pop_of_moto = models.SecretsStore.pop
models.SecretsManagerBackend.list_secrets = list_secrets
models.SecretsManagerBackend.update_secret_version_stage = update_secret_version_stage
models.SecretsStore.pop = pop
models.SecretsStore.__setitem__ = set_item
models.SecretsStore.__getitem__ = get_item
models.SecretsStore.__contains__ = lambda store, key: find(store, key) is not None
models.SecretsStore.get = find
responses.SecretsManagerResponse.stop_replication_to_replica = stop_replication_to_replica
