import { randomUUID } from 'node:crypto';
import type { LocalService, ServiceRequest, ServiceResponse } from '../gateway/service';
import { ServiceError } from './appconfig/errors';
import { EMPTY, json, route } from './appconfig/rest';
import { jsonBody, type Json } from './support/json';
import { Regional } from './support/regional';

const SELECTIONS = '/backup/plans/{BackupPlanId}/selections';
const SELECTION = '/backup/plans/{BackupPlanId}/selections/{SelectionId}';
const POLICY = '/backup-vaults/{BackupVaultName}/access-policy';

interface Selection {
  readonly BackupPlanId: string;
  readonly SelectionId: string;
  readonly BackupSelection: Json;
  readonly CreationDate: number;
}

const notFound = (what: string) =>
  new ServiceError(404, 'ResourceNotFoundException', `${what} cannot be found`);

/** What moto lacks of AWS Backup: selections of a plan, access policies of a vault, and tags (AWS Backup API reference). */
export function createBackup(): LocalService {
  const state = new Regional(() => ({
    selections: new Map<string, Selection>(),
    policies: new Map<string, string>(),
    tags: new Map<string, Record<string, string>>(),
    // What a new account has (AWS Backup developer guide, "Service Opt-in"): nothing is opted in.
    settings: new Map<string, Json>([
      ['ResourceTypeOptInPreference', {}],
      ['ResourceTypeManagementPreference', {}],
    ]),
  }));
  const routes = [
    route('PUT', SELECTIONS, 200, ({ request, path, now }) => {
      const selection = {
        BackupPlanId: path.BackupPlanId,
        SelectionId: randomUUID(),
        BackupSelection: jsonBody(request).BackupSelection as Json,
        CreationDate: now / 1000,
      };
      state.of(request).selections.set(selection.SelectionId, selection);
      return json({ ...selection, BackupSelection: undefined });
    }),
    route('GET', SELECTIONS, 200, ({ request, path }) =>
      json({
        BackupSelectionsList: [...state.of(request).selections.values()]
          .filter(({ BackupPlanId }) => BackupPlanId === path.BackupPlanId)
          .map(({ BackupSelection, ...selection }) => ({ ...BackupSelection, ...selection })),
      }),
    ),
    route('GET', SELECTION, 200, ({ request, path }) => {
      const selection = state.of(request).selections.get(path.SelectionId);
      if (selection === undefined) throw notFound(`Selection ${path.SelectionId}`);
      return json(selection);
    }),
    route('DELETE', SELECTION, 200, ({ request, path }) => {
      state.of(request).selections.delete(path.SelectionId);
      return EMPTY;
    }),
    route('PUT', POLICY, 200, ({ request, path }) => {
      state.of(request).policies.set(path.BackupVaultName, String(jsonBody(request).Policy));
      return EMPTY;
    }),
    route('GET', POLICY, 200, ({ request, path }) => {
      const { BackupVaultName } = path;
      const Policy = state.of(request).policies.get(BackupVaultName);
      if (Policy === undefined) throw notFound(`The policy of vault ${BackupVaultName}`);
      const BackupVaultArn = `arn:aws:backup:${request.region}:${request.accountId}:backup-vault:${BackupVaultName}`;
      return json({ BackupVaultName, BackupVaultArn, Policy });
    }),
    route('DELETE', POLICY, 200, ({ request, path }) => {
      state.of(request).policies.delete(path.BackupVaultName);
      return EMPTY;
    }),
  ];
  const settingsRoutes = [
    route('GET', '/account-settings', 200, ({ request }) =>
      json(Object.fromEntries(state.of(request).settings)),
    ),
    // What is not named stays as it is.
    route('PUT', '/account-settings', 200, ({ request }) => {
      const { settings } = state.of(request);
      for (const [kind, change] of Object.entries(jsonBody(request) as Record<string, Json>)) {
        settings.set(kind, { ...settings.get(kind), ...change });
      }
      return EMPTY;
    }),
  ];
  const tagRoutes = [
    route('GET', '/tags/{ResourceArn}', 200, ({ request, path }) =>
      json({ Tags: state.of(request).tags.get(path.ResourceArn) ?? {} }),
    ),
    route('POST', '/tags/{ResourceArn}', 200, ({ request, path }) => {
      const { tags } = state.of(request);
      const { Tags } = jsonBody(request) as { Tags: Record<string, string> };
      tags.set(path.ResourceArn, { ...tags.get(path.ResourceArn), ...Tags });
      return EMPTY;
    }),
    route('POST', '/untag/{ResourceArn}', 200, ({ request, path }) => {
      const { tags } = state.of(request);
      const { TagKeyList } = jsonBody(request) as { TagKeyList: string[] };
      const kept = Object.entries(tags.get(path.ResourceArn) ?? {}).filter(
        ([key]) => !TagKeyList.includes(key),
      );
      tags.set(path.ResourceArn, Object.fromEntries(kept));
      return EMPTY;
    }),
  ];
  return {
    name: 'backup',
    async respond(request, context) {
      if (request.service !== 'backup') return undefined;
      for (const candidate of [...routes, ...settingsRoutes, ...tagRoutes]) {
        // The model ends the address of the list with a slash, which some clients leave out.
        const answer = candidate.respond({ ...request, path: request.path.replace(/\/$/, '') }, context);
        if (answer !== undefined) return answer;
      }
      return request.method === 'PUT' ? rememberTags(await context.forward(request), request) : undefined;
    },
  };

  /** A plan or a vault is made with its tags; its ARN is in moto's answer. */
  function rememberTags(answer: ServiceResponse, request: ServiceRequest): ServiceResponse {
    const { BackupPlanTags, BackupVaultTags } = jsonBody(request) as Record<
      string,
      Record<string, string> | undefined
    >;
    const tags = BackupPlanTags ?? BackupVaultTags;
    if (answer.status === 200 && tags !== undefined) {
      const { BackupPlanArn, BackupVaultArn } = JSON.parse(answer.body.toString()) as Record<string, string>;
      state.of(request).tags.set(String(BackupPlanArn ?? BackupVaultArn), tags);
    }
    return answer;
  }
}
