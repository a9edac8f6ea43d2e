import type { Problem } from "@relance/spec";
import type { Document, Pair, YAMLMap } from "yaml";
import type * as z from "zod";
import { type Finding, type Path, type Place, toProblem } from "../check/finding.ts";
import { shapeFindings } from "../definition/examine-shape.ts";
import { yaml } from "../libraries.ts";

interface CampaignDocument {
  readonly value: unknown;
  readonly findings: readonly Finding[];
  /** Returns the line and column of a part or, if it is missing, of the nearest enclosing part. */
  locate(finding: Pick<Finding, "path" | "target">): Place;
}

const UNLIKE_NEIGHBOURS = "indent this line like the lines around it, and close each bracket that was opened above";
const MISSING = "close each quote and bracket, and write a colon and a space behind each key, such as `name: recall`";
const ALIAS = "* and & mark YAML anchors; put a text that begins with * or & in quotes";

const ADVICE: Readonly<Record<string, string>> = {
  ALIAS_PROPS: ALIAS,
  BAD_ALIAS: ALIAS,
  BAD_DQ_ESCAPE: "a backslash between double quotes begins a code; use single quotes, or write it twice",
  BAD_INDENT: UNLIKE_NEIGHBOURS,
  BAD_SCALAR_START: "a text cannot begin with this character; put the text in quotes",
  BLOCK_AS_IMPLICIT_KEY:
    'put a text with ": " in it in quotes; where the next line belongs to this key, write nothing behind its colon',
  BLOCK_IN_FLOW: UNLIKE_NEIGHBOURS,
  DUPLICATE_KEY: "this key occurs twice; remove one",
  MISSING_CHAR: MISSING,
  MULTILINE_IMPLICIT_KEY: MISSING,
  MULTIPLE_DOCS: "write one campaign per file: remove the --- line",
  TAB_AS_INDENT: "indent with spaces; this is a tab",
  TAG_RESOLVE_FAILED: "! marks a YAML type, and relance knows none; put a text that begins with ! in quotes",
  UNEXPECTED_TOKEN: "this text cannot follow the text before it; check dashes, quotes and brackets here and above",
};

/** Parses YAML 1.2, which includes JSON. YAML anchors are resolved within limits, and tags are ignored. */
export function readCampaignDocument(text: string, file: string): CampaignDocument {
  const { LineCounter, parseDocument } = yaml();
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, customTags: [], merge: false });
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const found = [...document.errors, ...document.warnings].map(({ code, message, pos }) => ({
    path: [],
    advice: `this is not YAML: ${ADVICE[code] ?? message.charAt(0).toLowerCase() + message.slice(1)}`,
    place: place(pos[0]),
  }));
  // the parser continues after an error, so the first error of a line describes the mistake
  const byLine = Map.groupBy(found, ({ place: { line } }) => line);
  const findings: Finding[] = [...byLine.values()].flatMap(([first]) => first ?? []);
  let value: unknown;
  if (findings.length === 0) {
    try {
      value = document.toJS({ maxAliasCount: 100 });
    } catch {
      findings.push({ path: [], advice: "write repeated parts in full: there are too many aliases", place: { file } });
    }
  }
  return { value, findings, locate: ({ path, target }) => place(findOffset(document, path, target)) };
}

function findOffset(document: Document, path: Path, target: Finding["target"]): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const inner = path.slice(0, depth);
    if (target === "key" && depth > 0) {
      const key = keyNode(document, inner);
      if (key !== undefined) return key;
    }
    const node = depth === 0 ? document.contents : document.getIn(inner, true);
    if (yaml().isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function keyNode(document: Document, path: Path): number | undefined {
  const { isMap, isPair, isScalar } = yaml();
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const pair = (parent as YAMLMap).items.find(
    (item: Pair) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(path.at(-1)),
  );
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
}

export type ReadYaml<T> =
  | { readonly value: T; readonly problems?: undefined }
  | { readonly value?: undefined; readonly problems: readonly Problem[] };

/** Parses YAML and checks its shape. Unknown keys and invalid values are reported with file, line and column. */
export function readYaml<T>(text: string, file: string, schema: z.ZodType<T>): ReadYaml<T> {
  const document = readCampaignDocument(text, file);
  const { findings, locate } = document;
  if (findings.length > 0) return { problems: findings.map((finding) => toProblem(finding, locate)) };
  const parsed = schema.safeParse(document.value);
  if (parsed.success) return { value: parsed.data };
  return { problems: shapeFindings(parsed.error.issues, document.value).map((finding) => toProblem(finding, locate)) };
}
