"""What moto's Secrets Manager lacks and only its inside can give."""

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
    # A replica lies under its ARN, and is asked for by its name as well.
    for arn in store.__dict__.get("replica_arns", ()):
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


models.SecretsStore.__setitem__ = set_item
models.SecretsStore.__getitem__ = get_item
models.SecretsStore.__contains__ = lambda store, key: find(store, key) is not None
models.SecretsStore.get = find
responses.SecretsManagerResponse.stop_replication_to_replica = stop_replication_to_replica


def _find(store, identifier):
    """By name, ARN or the beginning of one. From a copy: while a thread looks, another may create a secret."""
    if (named := dict.get(store, identifier)) is not None:
        return named
    for secret in list(dict.values(store)):
        if identifier in (secret.arn, secret.name):
            return secret
    return dict.get(store, models.get_secret_name_from_partial_arn(identifier))


def _get(store, identifier):
    if (found := _find(store, identifier)) is None:
        raise KeyError(identifier)
    return found


models.SecretsStore.__getitem__ = _get
models.SecretsStore.__contains__ = lambda store, identifier: _find(store, identifier) is not None
models.SecretsStore.get = _find
