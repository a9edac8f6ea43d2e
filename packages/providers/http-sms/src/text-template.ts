export const PLACEHOLDERS = [
  "to",
  "toDigits",
  "text",
  "attemptId",
  "tag",
  "callbackUrl",
  "validitySeconds",
  "validityMinutes",
  "ref",
] as const;
type Placeholder = (typeof PLACEHOLDERS)[number];

export type Values = Readonly<Partial<Record<Placeholder, string | number | undefined>>>;

export interface TextTemplate {
  readonly parts: readonly (string | { readonly name: Placeholder })[];
  /** The placeholder, if the whole text consists of one placeholder. */
  readonly only: Placeholder | undefined;
  readonly names: readonly Placeholder[];
  readonly unknown: readonly string[];
}

const MARK = /\{\{|\}\}|\{([^{}]*)\}/g;

export function textTemplate(text: string): TextTemplate {
  const parts: TextTemplate["parts"][number][] = [];
  const unknown: string[] = [];
  let end = 0;
  for (const mark of text.matchAll(MARK)) {
    parts.push(text.slice(end, mark.index));
    end = mark.index + mark[0].length;
    const name = mark[1];
    if (name === undefined) parts.push(mark[0].slice(1));
    else if (isPlaceholder(name)) parts.push({ name });
    else unknown.push(name);
  }
  parts.push(text.slice(end));
  const filled = parts.filter((part) => part !== "");
  const names = filled.flatMap((part) => (typeof part === "string" ? [] : [part.name]));
  return { parts: filled, only: filled.length === 1 ? names[0] : undefined, names, unknown };
}

/** Replaces placeholders by values encoded with `encode`. Missing values are inserted as empty text. */
export function fill({ parts }: TextTemplate, values: Values, encode: (value: string) => string = String): string {
  let text = "";
  for (const part of parts) {
    text += typeof part === "string" ? part : encode(String(values[part.name] ?? ""));
  }
  return text;
}

/** Returns a filled field; `undefined` if the field is one placeholder without a value. */
export function fillField(template: TextTemplate, values: Values): string | number | undefined {
  return template.only === undefined ? fill(template, values) : values[template.only];
}

function isPlaceholder(name: string): name is Placeholder {
  return PLACEHOLDERS.some((known) => known === name);
}
