import { renderError } from '../gateway/errors';
import type { LocalService } from '../gateway/service';
import { xml } from './support/query-protocol';

/** How long an object of S3 is locked (Amazon S3 API reference, GetObjectRetention): moto sets it and does not tell. */
export function createObjectRetention(): LocalService {
  return {
    name: 'object retention',
    async respond(request, { forward }) {
      const { service, method, query } = request;
      if (service !== 's3' || method !== 'GET' || !query.has('retention')) return undefined;
      const version = query.get('versionId');
      const rest = new URLSearchParams(version === null ? {} : { versionId: version });
      const object = await forward({ ...request, method: 'HEAD', query: rest, rawQuery: rest.toString() });
      if (object.status >= 300) {
        const message = 'The specified key does not exist.';
        return renderError(request, { status: 404, code: 'NoSuchKey', message });
      }
      const Mode = object.headers['x-amz-object-lock-mode'];
      const RetainUntilDate = object.headers['x-amz-object-lock-retain-until-date'];
      if (Mode === undefined || RetainUntilDate === undefined) {
        const message = 'The specified object does not have a ObjectLock configuration';
        return renderError(request, { status: 404, code: 'NoSuchObjectLockConfiguration', message });
      }
      const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Retention xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${xml({ Mode, RetainUntilDate })}</Retention>`;
      return { status: 200, headers: { 'content-type': 'application/xml' }, body };
    },
  };
}
