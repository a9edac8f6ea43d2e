import { type InboundRequest, WebhookError } from "@relance/spec";

/** The place of a value in JSON: names of properties and positions in lists. */
export type FieldPath = readonly (string | number)[];

const STEP = /(?:^|\.)([^.[\]]+)|\[(\d+)\]/y;

/** Parses `results[0].code`. Returns `undefined` if the text is no path. */
export function fieldPath(path: string): FieldPath | undefined {
  const steps: (string | number)[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < path.length) {
    const found = STEP.exec(path);
    if (found === null) return undefined;
    steps.push(found[1] ?? Number(found[2]));
  }
  return steps.length === 0 ? undefined : steps;
}

/** Returns the value at a path. Ignores inherited properties. */
export function valueAt(value: unknown, path: FieldPath): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
    here = Reflect.get(here, step);
  }
  return here;
}

/** Returns the value at a path as text; `undefined` if it is a list, an object, null or missing. */
export function textAt(value: unknown, path: FieldPath | undefined): string | undefined {
  if (path === undefined) return undefined;
  const found = valueAt(value, path);
  const isText = typeof found === "string" || typeof found === "number" || typeof found === "boolean";
  return isText && found !== "" ? String(found) : undefined;
}

/** Parses JSON. Returns `undefined` for other text, because some APIs answer in plain text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns the body of a request as text. */
export function bodyText({ body }: Pick<InboundRequest, "body">): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
}

/** @throws {WebhookError} `webhook/unreadable`, without a cause, which would quote the body */
export function jsonBody(request: Pick<InboundRequest, "body">): object {
  const json = parseJson(bodyText(request));
  if (typeof json === "object" && json !== null) return json;
  throw new WebhookError("webhook/unreadable", "the body is not JSON");
}

/** Parses ISO 8601, or seconds or milliseconds since 1970; `undefined` for any other text. */
export function readTime(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+(\.\d+)?$/.test(text)) return Date.parse(text) || undefined;
  const number = Number(text);
  return Math.round(number < 100_000_000_000 ? number * 1000 : number);
}
