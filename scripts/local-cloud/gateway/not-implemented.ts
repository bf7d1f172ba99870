import { renderError } from './errors';
import { operationName } from './operation-name';
import type { ServiceRequest, ServiceResponse } from './service';

/**
 * moto answers what it does not know with a page of HTML and a status that every SDK retries for minutes. This makes
 * it at once an error of the service, with a status that nobody retries, which names the operation.
 */
export function honest(request: ServiceRequest, answer: ServiceResponse): ServiceResponse {
  const isPage = answer.headers['content-type']?.startsWith('text/html') === true;
  if (!isPage || answer.status < 400) return answer;
  if (!/<!doctype html>|<title>/i.test(answer.body.toString().slice(0, 500))) return answer;
  return renderError(request, {
    status: 501,
    code: 'NotImplemented',
    message: `the local cloud does not implement ${request.service} ${operationName(request)}`,
  });
}
