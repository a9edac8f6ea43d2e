import type { Problem } from "@relance/spec";
import type * as z from "zod";
import { toProblem } from "../check/finding.ts";
import { withoutEditorKey } from "../definition/examine-shape.ts";
import { shapeFindings } from "../definition/shape-findings.ts";
import { readCampaignDocument } from "./campaign-document.ts";

/** A file of another kind than a campaign, read like one: its value, or every mistake with its place. */
export type ReadYaml<T> =
  | { readonly value: T; readonly problems?: undefined }
  | { readonly value?: undefined; readonly problems: readonly Problem[] };

/** Reads YAML and checks its shape; unknown keys and wrong values are advice with file, line and column. */
export function readYaml<T>(text: string, file: string, schema: z.ZodType<T>): ReadYaml<T> {
  const document = readCampaignDocument(text, file);
  const { findings, locate } = document;
  if (findings.length > 0) return { problems: findings.map((finding) => toProblem(finding, locate)) };
  const parsed = schema.safeParse(withoutEditorKey(document.value));
  if (parsed.success) return { value: parsed.data };
  return { problems: shapeFindings(parsed.error.issues).map((finding) => toProblem(finding, locate)) };
}
