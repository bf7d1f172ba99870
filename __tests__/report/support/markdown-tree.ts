import * as markdown from 'prettier/plugins/markdown';
import * as prettier from 'prettier/standalone';

export interface MarkdownNode {
  readonly type: string;
  readonly value?: string;
  readonly depth?: number;
  readonly children?: readonly MarkdownNode[];
}

/** Prettier's parser, which its types keep to itself. */
const { parse } = (
  prettier as unknown as {
    readonly __debug: {
      readonly parse: (text: string, options: object) => Promise<{ readonly ast: MarkdownNode }>;
    };
  }
).__debug;

/** Markdown as a parser understands it that has no part in writing it. */
export async function parseMarkdown(text: string): Promise<MarkdownNode> {
  return (await parse(text, { parser: 'markdown', plugins: [markdown] })).ast;
}

export function nodesOf(tree: MarkdownNode): MarkdownNode[] {
  return [tree, ...(tree.children ?? []).flatMap(nodesOf)];
}

export function textOf(tree: MarkdownNode): string {
  return nodesOf(tree)
    .map(({ value }) => value ?? '')
    .join('');
}
