import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Why a call to the control port may come from a web page in the developer's browser, or undefined when it cannot: a page
 * bears its origin, and one that had its own name point to this machine bears that name as host.
 */
export function foreignCaller({ host, origin }: IncomingHttpHeaders): string | undefined {
  const url = `http://${host ?? ''}`;
  if (!URL.canParse(url) || !LOOPBACK.has(new URL(url).hostname)) {
    return `The host ${JSON.stringify(host)} is not allowed to steer the local cloud. Allowed: ${[...LOOPBACK].join(', ')}.`;
  }
  if (origin === undefined || origin === url) return undefined;
  return `A page of ${JSON.stringify(origin)} is not allowed to steer the local cloud. Allowed: ${url}, or no Origin.`;
}
