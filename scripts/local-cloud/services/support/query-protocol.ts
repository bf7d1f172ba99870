import { randomUUID } from 'node:crypto';
import type { ServiceRequest, ServiceResponse } from '../../gateway/service';

/** A value as XML: an array repeats its element, undefined leaves it out. */
export type XmlValue = string | number | boolean | undefined | XmlObject | readonly XmlValue[];
export interface XmlObject {
  readonly [element: string]: XmlValue;
}

/** Parameters of a request of the query protocol. */
export function parametersOf({ body, query }: ServiceRequest): URLSearchParams {
  return body.length > 0 ? new URLSearchParams(body.toString('utf8')) : query;
}

/** The values of a list parameter, such as `UserIds.member.1`, in order, whatever the list calls its members. */
export function listOf(parameters: URLSearchParams, name: string): string[] {
  const pattern = new RegExp(`^${name}\\.\\w+\\.(\\d+)$`);
  return [...parameters]
    .map(([key, value]) => ({ position: Number(pattern.exec(key)?.[1]), value }))
    .filter(({ position }) => position > 0)
    .sort((a, b) => a.position - b.position)
    .map(({ value }) => value);
}

/** The fields of a list of structures, such as `Tags.Tag.1.Key`. */
export function structuresOf(parameters: URLSearchParams, name: string): Record<string, string>[] {
  const pattern = new RegExp(`^${name}\\.\\w+\\.(\\d+)\\.(\\w+)$`);
  const byPosition = new Map<number, Record<string, string>>();
  for (const [key, value] of parameters) {
    const [, position, field] = pattern.exec(key) ?? [];
    if (position === undefined || field === undefined) continue;
    byPosition.set(Number(position), { ...byPosition.get(Number(position)), [field]: value });
  }
  return [...byPosition].sort(([a], [b]) => a - b).map(([, fields]) => fields);
}

/** The answer of an operation, wrapped as the query protocol has it. */
export function queryAnswer(operation: string, result: XmlObject): ServiceResponse {
  const requestId = randomUUID();
  const content = xml({
    [`${operation}Result`]: result,
    ResponseMetadata: { RequestId: requestId },
  });
  return {
    status: 200,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: `<${operation}Response>${content}</${operation}Response>`,
  };
}

export function xml(value: XmlValue): string {
  if (value === undefined) return '';
  if (typeof value !== 'object') return escape(String(value));
  if (Array.isArray(value)) return value.map((item: XmlValue) => xml(item)).join('');
  return Object.entries(value as XmlObject)
    .map(([element, content]) =>
      content === undefined
        ? ''
        : (Array.isArray(content) ? (content as readonly XmlValue[]) : [content])
            .map((item) => `<${element}>${xml(item)}</${element}>`)
            .join(''),
    )
    .join('');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
