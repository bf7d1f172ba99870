import type { Configuration, Edit } from './planner';

/** Changes the only resource of a type whose logical name fits. */
export function resource(type: string, name: RegExp, change: (block: any) => void): Edit {
  return (configuration) => {
    const [key] = namesOf(configuration, type, name);
    change(configuration.resource[type][key!]);
    return configuration;
  };
}

/** Takes a resource out of the configuration; what referred to it gets the value that it has today. */
export function withoutResource(
  type: string,
  name: RegExp,
  values: Readonly<Record<string, string>>,
  keep: (configuration: Configuration, address: string) => void = () => undefined,
): Edit {
  return (configuration) => {
    const [key] = namesOf(configuration, type, name);
    Reflect.deleteProperty(configuration.resource[type], key!);
    if (Object.keys(configuration.resource[type]).length === 0)
      Reflect.deleteProperty(configuration.resource, type);
    keep(configuration, `${type}.${key}`);
    return Object.entries(values).reduce(
      (edited, [attribute, value]) =>
        JSON.parse(JSON.stringify(edited).replaceAll(`\${${type}.${key}.${attribute}}`, value)),
      configuration,
    );
  };
}

/** Gives a resource another address, with a `moved` block. */
export function moved(type: string, name: RegExp, to: string): Edit {
  return (configuration) => {
    const [key] = namesOf(configuration, type, name);
    const edited = JSON.parse(JSON.stringify(configuration).replaceAll(`${type}.${key}.`, `${type}.${to}.`));
    edited.resource[type][to] = edited.resource[type][key!];
    Reflect.deleteProperty(edited.resource[type], key!);
    return { ...edited, moved: [{ from: `${type}.${key}`, to: `${type}.${to}` }] };
  };
}

export function all(...edits: readonly Edit[]): Edit {
  return (configuration) => edits.reduce((edited, edit) => edit(edited), configuration);
}

function namesOf(configuration: Configuration, type: string, name: RegExp): string[] {
  const names = Object.keys(configuration.resource[type]).filter((key) => name.test(key));
  if (names.length !== 1) throw new Error(`${type} ${name.source}: ${names.length} resources instead of 1`);
  return names;
}
