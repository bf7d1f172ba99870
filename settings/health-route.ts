/**
 * The one route of the API that needs no user: it crosses the VPC link, reads no user data and takes an IAM signature
 * (`execute-api`). Shared by the stack that makes it and the tools that call it.
 */
export const HEALTH_PATH = '/v1/health';
export const HEALTH_ROUTE = `GET ${HEALTH_PATH}`;
