/** A place in an answer: names and positions. */
export type FieldPath = readonly (string | number)[];

const STEP = /(?:^|\.)([^.[\]]+)|\[(\d+)\]/y;

/** Reads `results[0].code` into steps; `undefined` for what is no path. */
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

/** What stands there; only what the far end itself wrote, nothing inherited. */
export function valueAt(value: unknown, path: FieldPath): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
    here = Reflect.get(here, step);
  }
  return here;
}

/** The same as text; `undefined` for lists, objects, null and nothing. */
export function textAt(value: unknown, path: FieldPath | undefined): string | undefined {
  if (path === undefined) return undefined;
  const found = valueAt(value, path);
  const isText = typeof found === "string" || typeof found === "number" || typeof found === "boolean";
  return isText && found !== "" ? String(found) : undefined;
}
