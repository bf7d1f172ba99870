"""
Makes moto's tables find items by their keys: it sorts the whole table for every Query and every page of a Scan, and
copies it for every transaction, to put the copy back when that fails, with what others had written meanwhile undone.
"""

import bisect
import copy
import itertools
import threading

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.utilities.utils import md5_hash

_query = Table.query
_scan = Table.scan
_put_item = Table.put_item
_delete_item = Table.delete_item
_transact = DynamoDBBackend.transact_write_items
# Items among which the call of this thread looks, instead of the whole table.
_narrowed = threading.local()


def _plain(value):
    return value.value if value.type == "S" else value.cast_value


def _order(item):
    hash_key = _plain(item.hash_key)
    return (hash_key, _plain(item.range_key)) if item.range_key else (hash_key,)


def _changed(table):
    table.__dict__["key_changes"] = table.__dict__.get("key_changes", 0) + 1


def _keys(table):
    """Every key in its order, with the number by which moto deals items to segments; kept until a key comes or goes."""
    changes = table.__dict__.get("key_changes", 0)
    kept, keys = table.__dict__.get("sorted_keys", (None, None))
    if kept == changes:
        return keys
    pairs = (
        [(hash_key, range_key, item) for hash_key, items in list(table.items.items()) for range_key, item in list(items.items())]
        if table.range_key_attr
        else [(hash_key, None, item) for hash_key, item in list(table.items.items())]
    )
    keys = sorted(
        (
            (_order(item), hash_key, range_key, md5_hash(hash_key.value.encode("utf8")).digest()[0])
            for hash_key, range_key, item in pairs
        ),
        key=lambda key: key[0],
    )
    table.__dict__["sorted_keys"] = (changes, keys)
    return keys


def _items(table, start, segments):
    """The items of a segment that come after a key, in their order."""
    keys = _keys(table)
    begin = 0 if start is None else bisect.bisect_right(keys, start, key=lambda key: key[0])
    segment, of = segments
    for _, hash_key, range_key, number in itertools.islice(keys, begin, None):
        if of is not None and number % of != segment:
            continue
        found = table.items.get(hash_key)
        item = found.get(range_key) if found is not None and table.range_key_attr else found
        if item is not None:
            yield item


def all_items(self):
    narrowed = getattr(_narrowed, "items", None)
    return _items(self, None, (None, None)) if narrowed is None else narrowed


def put_item(self, item_attrs, *arguments, **named):
    names = [name for name in (self.hash_key_attr, self.range_key_attr) if name]
    found = self.items
    for name in names:
        found = found.get(DynamoType(item_attrs[name])) if found and name in item_attrs else None
    put = _put_item(self, item_attrs, *arguments, **named)
    if not found:
        _changed(self)
    return put


def delete_item(self, *arguments, **named):
    try:
        return _delete_item(self, *arguments, **named)
    finally:
        _changed(self)


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
    segments = named.get("segments", arguments[4] if len(arguments) > 4 else (None, None))
    keys = [self.hash_key_attr, *([self.range_key_attr] if self.range_key_attr else [])]
    start = None
    if exclusive_start_key:
        start = tuple(next(iter(exclusive_start_key[key].values())) for key in keys)
        if not all("S" in exclusive_start_key[key] for key in keys):
            index = True
    if index:
        return _scan(self, filters, limit, exclusive_start_key, *arguments, **named)
    items = _items(self, start, segments)
    return _within(items, _scan, self, filters, limit, exclusive_start_key, *arguments, **named)


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
        _changed(table)

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
Table.put_item = put_item
Table.delete_item = delete_item
Table.query = query
Table.scan = scan
