import { byName, plain, type Setting } from './setting';

/** Local secondary indexes: made with the table, and never afterwards. */
export const localIndexes: Setting = {
  id: 'localIndexes',
  fixed: true,
  read: (_action, { description }) =>
    plain(
      Object.fromEntries(
        byName(description.LocalSecondaryIndexes).map(([name, { KeySchema, Projection }]) => [
          name,
          { keys: KeySchema, projection: Projection },
        ]),
      ),
    ),
};
