import { foreignCaller } from '../../scripts/local-cloud/gateway/foreign-caller';

it.each([
  [{ host: '127.0.0.1:4566' }],
  [{ host: 'localhost:4566', origin: 'http://localhost:4566' }],
  [{ host: '[::1]:4566' }],
])('lets the tools of this machine steer the local cloud: %j', (headers) => {
  expect(foreignCaller(headers)).toBeUndefined();
});

it.each([
  ['a page of the web', { host: '127.0.0.1:4566', origin: 'https://evil.example' }],
  ['a page of another port', { host: '127.0.0.1:4566', origin: 'http://127.0.0.1:3000' }],
  ['a page that had its own name point here', { host: 'evil.example:4566' }],
  ['a sandboxed page', { host: '127.0.0.1:4566', origin: 'null' }],
  ['nobody', {}],
])('refuses %s', (_who, headers) => {
  expect(foreignCaller(headers)).toContain('is not allowed to steer the local cloud');
});
