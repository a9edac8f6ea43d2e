import type * as z from "zod";
import type { Finding, Path } from "../check/finding.ts";

/** What a schema has against a value, as advice with a path each. */
export function shapeFindings(issues: readonly z.core.$ZodIssue[]): readonly Finding[] {
  return withoutEchoes(issues.flatMap((issue) => findingsOf(issue, [])));
}

function findingsOf(issue: z.core.$ZodIssue, base: Path): Finding[] {
  const path = [...base, ...(issue.path as Path)];
  if (issue.code === "unrecognized_keys") {
    const advice = issue.message.split("\n");
    return issue.keys.map((key, k) => ({
      path: [...path, key],
      target: "key",
      advice: advice[k] ?? issue.message,
    }));
  }
  if (issue.code === "invalid_key") {
    return [{ path, target: "key", advice: issue.issues[0]?.message ?? issue.message }];
  }
  if (issue.code === "invalid_union") {
    const meant = issue.errors.find((errors) => errors.length > 0 && !errors.some(isOtherKind));
    return meant === undefined ? [{ path, advice: issue.message }] : meant.flatMap((inner) => findingsOf(inner, path));
  }
  return [{ path, advice: issue.message }];
}

/** `tempalte:` is one mistake: that `template` is missing need not be said as well. */
function withoutEchoes(findings: readonly Finding[]): readonly Finding[] {
  const meant = findings.flatMap(({ path, target, advice }) => {
    const near = target === "key" ? /; write ([\w-]+)$/.exec(advice)?.[1] : undefined;
    return near === undefined ? [] : [JSON.stringify([...path.slice(0, -1), near])];
  });
  return findings.filter(({ path }) => !meant.includes(JSON.stringify(path)));
}

/** The value is not of the kind that this branch of a union is about. */
function isOtherKind(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value");
}
