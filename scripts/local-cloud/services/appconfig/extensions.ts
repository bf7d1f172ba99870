import { page, route, type Route } from './rest';

/** Extensions cannot be made here; the lists say so truthfully. */
export function extensionRoutes(): Route[] {
  return [
    route('GET', '/extensions', 200, (call) => page(call, [])),
    route('GET', '/extensionassociations', 200, (call) => page(call, [])),
  ];
}
