import type { Action } from '../action';
import type { ValidationReport, ValidationRequest } from './report';

export function validateTable(action: Action, request: ValidationRequest): Promise<ValidationReport> {
  return Promise.reject(new Error(`cannot validate ${request.table} in ${action.target.region} yet`));
}
