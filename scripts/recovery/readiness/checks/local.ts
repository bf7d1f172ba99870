import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { requireTerraform } from '../../service/terraform/require-terraform';
import { EVERY_RUN, failed, ok, UNLESS_KNOWN, type Check } from '../model';

/** The oldest Node.js that the tool runs on (package.json, engines). */
const NODE = { major: 20, minor: 19 };

/** What this machine needs to run a recovery. */
export const LOCAL: readonly Check[] = [
  {
    id: 'local/node',
    title: 'Node.js is new enough',
    severity: 'critical',
    mend: () => 'nvm install',
    look({ node }) {
      const [major = 0, minor = 0] = node.split('.').map(Number);
      return major > NODE.major || (major === NODE.major && minor >= NODE.minor)
        ? ok(node)
        : failed(`${node}; at least ${NODE.major}.${NODE.minor} is needed`);
    },
  },
  {
    id: 'local/terraform',
    title: 'Terraform is here, to deploy the recovery stack and to plan the next deploy',
    severity: 'critical',
    moments: ['doctor', ...EVERY_RUN],
    preflightName: 'Terraform',
    stops: UNLESS_KNOWN,
    mend: () => 'terraform version',
    look({ env }) {
      requireTerraform(env);
      return ok('1.11 or newer');
    },
  },
  {
    id: 'local/incidents-folder',
    title: 'The journal of an incident can be kept on this machine',
    severity: 'critical',
    mend: () => 'export SYNCWELL_INCIDENTS_DIRECTORY="$HOME/syncwell-incidents"',
    look({ incidentsFolder }) {
      const existing = firstThatExists(incidentsFolder);
      try {
        accessSync(existing, constants.W_OK | constants.X_OK);
        return ok(incidentsFolder);
      } catch {
        return failed(`${existing} cannot be written`);
      }
    },
  },
];

function firstThatExists(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : firstThatExists(dirname(path));
}
