import { z } from 'zod';

/** Limits shared by many inputs, as the service model has them. */
export const name = z.string().min(1).max(64);
export const longName = z.string().min(1).max(128);
export const description = z.string().max(1024).optional();
export const arn = z.string().min(20).max(2048);
export const tags = z.record(z.string().min(1).max(128), z.string().max(256));
export const kmsKey = z.string().max(2048).optional();
