/** Values of the {names} in templates. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A text with {names} in it, taken apart once. */
export class Template {
  private readonly parts: readonly { readonly text: string; readonly name: string | undefined }[];

  constructor(readonly source: string) {
    this.parts = [...source.matchAll(/([^{]*)(?:\{(\w+)\})?/g)].map(([, text = '', name]) => ({
      text,
      name,
    }));
  }

  get names(): string[] {
    return this.parts.flatMap(({ name }) => (name === undefined ? [] : [name]));
  }

  /** The template with some of its values set. */
  with(variables: Variables): Template {
    return new Template(this.source.replace(/\{(\w+)\}/g, (whole, name: string) => variables[name] ?? whole));
  }

  render(variables: Variables): string {
    let text = '';
    for (const part of this.parts) {
      text += part.text;
      if (part.name !== undefined) text += variables[part.name] ?? '';
    }
    return text;
  }
}
