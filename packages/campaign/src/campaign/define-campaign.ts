import type { CampaignDefinition, LoadedCampaign } from "@relance/spec";
import type { AttachedFiles } from "../attachments/compile-attachments.ts";
import { toProblem } from "../check/finding.ts";
import type { CodeTemplates } from "../templates/code-template.ts";
import type { TemplateSources } from "../templates/template-book.ts";
import { assembleCampaign } from "./compile-campaign.ts";
import { examineCampaign } from "./examine-campaign.ts";
import { invalidCampaign } from "./invalid-campaign.ts";

export interface DefineCampaignOptions {
  /** Templates in code that steps name, such as `reminder@3`. @default {} */
  readonly templates?: CodeTemplates | undefined;
  /** Liquid sources by file name, such as `{ "reminder.sms.liquid": "…" }`. @default {} */
  readonly sources?: TemplateSources | undefined;
  /** Base64 of what templates attach, by path, such as `{ "files/rights.pdf": "JVBERi0…" }`. @default {} */
  readonly files?: AttachedFiles | undefined;
}

/**
 * A campaign written in code instead of a file; the same checks apply.
 *
 * @example
 * const campaign = defineCampaign(
 *   { version: 1, name: "recall", deadline: "+84h", steps: [{ channel: "sms", route: ["main"], template: "recall@1" }] },
 *   { templates: { "recall@1": { sms: ({ ack }) => ({ text: `Please confirm: ${ack.url}` }) } } },
 * );
 *
 * @throws {ConfigError} `campaign/invalid` with every mistake
 */
export function defineCampaign(definition: CampaignDefinition, options: DefineCampaignOptions = {}): LoadedCampaign {
  const { templates: code = {}, sources = {}, files = {} } = options;
  const raw = withoutUndefined(definition);
  const examination = examineCampaign({
    raw,
    sources,
    files,
    code,
    show: (name) => name,
    columns: undefined,
    now: undefined,
    providers: undefined,
  });
  const problems = examination.problems.map((finding) => toProblem(finding, () => ({})));
  if (problems.length > 0 || examination.definition === undefined) throw invalidCampaign(problems);
  const parts = { definition: examination.definition, templates: sources, files };
  return assembleCampaign(parts, examination.book);
}

/** What JSON keeps: the body of a campaign has no `undefined`. */
function withoutUndefined(definition: CampaignDefinition): unknown {
  return JSON.parse(JSON.stringify(definition));
}
