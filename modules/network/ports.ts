/** Ports inside the VPC. */
export const LISTENER_PORT = 80;
export const SERVICE_PORT = 8080;
export const REDIS_PORT = 6379;
