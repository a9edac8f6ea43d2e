import type { CampaignDefinition } from "@relance/spec";
import type { AttachedFiles } from "../attachments/compile-attachments.ts";
import type { CheckContext, Findings } from "../check/check-context.ts";
import { type Finding, type Path, pathText } from "../check/finding.ts";
import { RULES } from "../check/rules.ts";
import { meantPath, type Shape } from "../definition/examine-shape.ts";
import { compileBook, type TemplateBook, type TemplateSources } from "../templates/template-book.ts";

export interface ExamineInput
  extends Pick<
    CheckContext,
    "now" | "providers" | "prices" | "keptMs" | "columns" | "code" | "show" | "templateFiles"
  > {
  readonly shape: Shape;
  readonly sources: TemplateSources;
  readonly files: AttachedFiles;
}

export interface Examination {
  readonly problems: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly definition: CampaignDefinition | undefined;
  readonly book: TemplateBook;
}

export function examineCampaign(input: ExamineInput): Examination {
  const { shape, sources, files, code, show } = input;
  const { book, findings } = compileBook({ draft: shape.draft, sources, files, code, show });
  const problems: Finding[] = [...shape.findings, ...findings];
  const warnings: Finding[] = [];
  const tell: Findings = {
    problem: (path, advice, extra) => problems.push({ path, advice, ...extra }),
    warning: (path, advice, extra) => warnings.push({ path, advice, ...extra }),
  };
  const malformed = shape.findings.flatMap((finding) => [finding.path, meantPath(finding) ?? finding.path]);
  const isMalformed = (path: Path) => malformed.some((inner) => path.every((part, k) => inner[k] === part));
  const context: CheckContext = { ...input, draft: shape.draft, isMalformed, book, ...tell };
  for (const rule of RULES) rule(context);
  return { problems: once(problems), warnings: once(warnings), definition: shape.definition, book };
}

function once(findings: readonly Finding[]): readonly Finding[] {
  const same = Map.groupBy(findings, ({ path, place, advice }) => JSON.stringify([place ?? pathText(path), advice]));
  return [...same.values()].flatMap(([first]) => first ?? []);
}
