"""
Makes moto's tables find items by their keys: it sorts the whole table for every Query and every page of a Scan, and
copies it for every transaction, to put the copy back when that fails, with what others had written meanwhile undone.
"""

import copy
import threading

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table

_query = Table.query
_scan = Table.scan
_transact = DynamoDBBackend.transact_write_items
# Items among which the call of this thread looks, instead of the whole table.
_narrowed = threading.local()


def _plain(value):
    return value.value if value.type == "S" else value.cast_value


def _order(item):
    hash_key = _plain(item.hash_key)
    return (hash_key, _plain(item.range_key)) if item.range_key else (hash_key,)


def all_items(self):
    narrowed = getattr(_narrowed, "items", None)
    if narrowed is not None:
        return narrowed
    sets = self.items.values()
    items = [item for hash_set in sets for item in hash_set.values()] if self.range_key_attr else list(sets)
    return sorted(items, key=_order)


def _within(items, call, *arguments, **named):
    _narrowed.items = items
    try:
        return call(*arguments, **named)
    finally:
        _narrowed.items = None


def query(self, hash_key, *arguments, **named):
    # Of what follows the hash key, the index's name is the seventh.
    index = named.get("index_name", arguments[6] if len(arguments) > 6 else None)
    if index or hash_key is None or not self.range_key_attr:
        return _query(self, hash_key, *arguments, **named)
    partition = list(self.items.get(hash_key, {}).values())
    return _within(partition, _query, self, hash_key, *arguments, **named)


def scan(self, filters, limit, exclusive_start_key, *arguments, **named):
    index = named.get("index_name", arguments[1] if len(arguments) > 1 else None)
    if index or not exclusive_start_key:
        return _scan(self, filters, limit, exclusive_start_key, *arguments, **named)
    keys = [self.hash_key_attr, *([self.range_key_attr] if self.range_key_attr else [])]
    start = tuple(next(iter(exclusive_start_key[key].values())) for key in keys)
    if not all("S" in exclusive_start_key[key] for key in keys):
        return _scan(self, filters, limit, exclusive_start_key, *arguments, **named)
    after = [item for item in self.all_items() if _order(item) > start]
    return _within(after, _scan, self, filters, limit, exclusive_start_key, *arguments, **named)


def _keep(table, key):
    """Remembers one item. @returns what puts it back"""
    hash_key = DynamoType(key[table.hash_key_attr])
    if table.range_key_attr is None:
        holder, name = table.items, hash_key
    else:
        holder, name = table.items[hash_key], DynamoType(key[table.range_key_attr])
    before = copy.deepcopy(holder[name]) if name in holder else None

    def put_back():
        if before is None:
            holder.pop(name, None)
        else:
            holder[name] = before

    return put_back


def transact_write_items(self, transact_items):
    kept = []
    for item in transact_items[:100]:
        op = next(iter(item.values()))
        table = self.tables.get(op.get("TableName"))
        key = op.get("Key", op.get("Item", {}))
        if table and all(name in key for name in (table.hash_key_attr, table.range_key_attr) if name):
            kept.append(_keep(table, key))
    try:
        return _transact(self, transact_items)
    except Exception:
        for put_back in reversed(kept):
            put_back()
        raise


DynamoDBBackend.transact_write_items = transact_write_items
# Copied for transactions only, which put their items back themselves.
Table.__deepcopy__ = lambda self, memo: self
Table.all_items = all_items
Table.query = query
Table.scan = scan
