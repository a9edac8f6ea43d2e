import { join } from "node:path";
import type { CampaignDefinition, CampaignTypes, LoadedCampaign } from "@relance/spec";
import type { AttachedFiles } from "../attachments/compile-attachments.ts";
import { readAttachedFiles } from "../attachments/read-attached-files.ts";
import { invalidCampaign, toProblem } from "../check/finding.ts";
import { examineShape } from "../definition/examine-shape.ts";
import { readTemplateSources } from "../templates/read-template-sources.ts";
import type { TemplateSources } from "../templates/template-book.ts";
import { parseTemplateFile } from "../templates/template-file.ts";
import { describeAudience, resolveFile } from "./campaign-source.ts";
import { assembleCampaign, type LoadCampaignOptions } from "./compile-campaign.ts";
import { examineCampaign } from "./examine-campaign.ts";

export interface DefineCampaignOptions extends LoadCampaignOptions {
  /** The Liquid sources by file name, such as `{ "reminder.sms.liquid": "…" }`. @default {} */
  readonly sources?: TemplateSources | undefined;
  /** The attached files in base64 by path, such as `{ "files/rights.pdf": "JVBERi0…" }`. @default {} */
  readonly files?: AttachedFiles | undefined;
  /** The folder of template files, attached files and the audience file. The folder replaces `sources` and `files`. */
  readonly folder?: string | undefined;
}

/**
 * Defines a campaign in code instead of a file. The same checks apply.
 *
 * @example
 * const campaign = defineCampaign(
 *   { version: 1, name: "recall", deadline: "84h", steps: [{ channel: "sms", route: ["main"], template: "recall@1" }] },
 *   { templates: { "recall@1": { sms: ({ ack }) => ({ text: `Please confirm: ${ack.url}` }) } } },
 * );
 * @throws {ConfigError} `campaign/invalid` with every mistake
 */
export function defineCampaign<T extends CampaignTypes = CampaignTypes>(
  definition: CampaignDefinition,
  options: DefineCampaignOptions = {},
): LoadedCampaign<T> {
  const { templates: code = {}, folder } = options;
  const shape = examineShape(JSON.parse(JSON.stringify(definition))); // JSON drops members that are `undefined`
  const found = folder === undefined ? undefined : readTemplateSources(folder, shape.draft);
  const { sources = {} } = found ?? options;
  const files = folder === undefined ? (options.files ?? {}) : readAttachedFiles(folder, sources);
  const { templateFiles = Object.keys(sources).flatMap((file) => parseTemplateFile(file) ?? []) } = found ?? {};
  const examination = examineCampaign({
    shape,
    sources,
    templateFiles,
    files,
    code,
    show: (name) => (folder === undefined ? name : join(folder, name)),
  });
  const problems = [...examination.problems, ...(found?.findings ?? [])].map((finding) => toProblem(finding));
  if (problems.length > 0 || examination.definition === undefined) throw invalidCampaign(problems);
  const parts = { definition: examination.definition, templates: sources, files };
  const compiled = assembleCampaign(parts, examination.book);
  return folder === undefined
    ? compiled
    : { ...compiled, ...describeAudience(resolveFile(folder, parts.definition.audience?.file)) };
}
