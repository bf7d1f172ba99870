import type { LocalService } from '../gateway/service';

/**
 * S3 bucket policies: kept and given back, not enforced. moto takes a denial under a condition (plain HTTP, say) for
 * one without, and then nobody can read the bucket.
 */
export function createBucketPolicies(): LocalService {
  const policies = new Map<string, string>();
  return {
    name: 'bucket policies',
    async respond(request, { forward }) {
      const { service, method, query, body } = request;
      if (service !== 's3' || query.get('policy') !== '') return undefined;
      // Some clients end the bucket's address with a slash.
      const path = request.path.replace(/\/$/, '');
      if (method === 'PUT') {
        const bucket = await forward({
          ...request,
          method: 'HEAD',
          query: new URLSearchParams(),
          rawQuery: '',
          body: Buffer.alloc(0),
        });
        if (bucket.status >= 300) return bucket;
        policies.set(path, body.toString());
        return { status: 204, headers: {}, body: '' };
      }
      if (method === 'DELETE') {
        policies.delete(path);
        return { status: 204, headers: {}, body: '' };
      }
      const policy = policies.get(path);
      return policy === undefined
        ? undefined
        : { status: 200, headers: { 'content-type': 'application/json' }, body: policy };
    },
  };
}
