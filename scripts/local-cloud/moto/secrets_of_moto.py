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
