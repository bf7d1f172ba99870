import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { Construct } from 'constructs';
import type { Names } from '../../settings';

export interface DeployInterlockProps {
  readonly names: Names;
  /** The live table by the settings of this deploy. */
  readonly activeTable: string;
}

/**
 * Refuses, when it is planned, a deploy from settings that name another table than the live one: it would drop the
 * restored table from Terraform and point alarms and outputs back at the corrupted one.
 *
 * A recovery moves the parameter; Terraform never does, and compares it with the settings at every plan. Its value is
 * a name, not a secret: `insecure_value` keeps it readable in plan and error. A plan with `-refresh=false` compares
 * with what the state remembers and is not refused: nothing that deploys may use it.
 */
export class DeployInterlock extends Construct {
  readonly parameter: SsmParameter;

  constructor(scope: Construct, id: string, { names, activeTable }: DeployInterlockProps) {
    super(scope, id);
    const file = `settings/${names.environment}.json`;
    this.parameter = new SsmParameter(this, 'live-table', {
      name: names.liveTableParameter,
      description: 'The live table. Moved by recover when it repoints the service, compared by every deploy.',
      type: 'String',
      insecureValue: activeTable,
      lifecycle: {
        ignoreChanges: ['insecure_value'],
        postcondition: [
          {
            condition: `\${self.insecure_value == "${activeTable}"}`,
            errorMessage: `the live table is \${self.insecure_value}, but ${file} names ${activeTable}: this deploy comes from stale settings and is refused. Get the newest ${file} (git pull), or write the live table into it, then plan again.`,
          },
        ],
      },
    });
  }
}
