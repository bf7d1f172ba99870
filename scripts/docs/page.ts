import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as markdown from 'prettier/plugins/markdown';
import { format } from 'prettier/standalone';
import { PROGRAM, SHORT } from '../commands/declaration/invocation';
import { PROJECT_ROOT } from '../project-root';

/** A generated page in the project's format. Its commands start the tool as a reader of the page has to. */
export async function pageOf(text: string): Promise<string> {
  const style = JSON.parse(readFileSync(join(PROJECT_ROOT, '.prettierrc.json'), 'utf8')) as object;
  return format(text.replaceAll(`${SHORT} `, `${PROGRAM} `), {
    ...style,
    parser: 'markdown',
    plugins: [markdown],
  });
}
