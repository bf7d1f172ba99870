const START = '<!-- syncwell-plan-review:v1 ';

/** What the comment says of itself, for programs: which plans it is about. */
export interface Marker {
  readonly stacks: readonly string[];
  readonly digest: string;
  readonly commit: string | null;
}

/** The first line of the comment, by which it is found again. Nothing in it can end the HTML comment. */
export function writeMarker(marker: Marker): string {
  const json = JSON.stringify(marker).replace(
    /[<>]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${START}${json} -->`;
}

/** @returns undefined when a comment is none of ours, or its marker is damaged */
export function readMarker(comment: string): Marker | undefined {
  const [line = ''] = comment.split(/\r?\n/, 1);
  if (!line.startsWith(START) || !line.endsWith(' -->')) return undefined;
  try {
    return JSON.parse(line.slice(START.length, -' -->'.length)) as Marker;
  } catch {
    return undefined;
  }
}
