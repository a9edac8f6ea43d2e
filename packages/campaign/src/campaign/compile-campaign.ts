import { type CompiledCampaign, ConfigError } from "@relance/spec";
import { toProblem } from "../check/finding.ts";
import { examineShape } from "../definition/examine-shape.ts";
import type { CodeTemplates } from "../templates/code-template.ts";
import { compileBook } from "../templates/template-book.ts";
import { isCodeTemplate } from "../templates/template-file.ts";
import { assembleCampaign } from "./assemble-campaign.ts";
import { readBody } from "./campaign-body.ts";
import { invalidCampaign } from "./invalid-campaign.ts";

export interface CompileCampaignOptions {
  /** Every template in code that the campaign's steps name. @default {} */
  readonly templates?: CodeTemplates | undefined;
}

/**
 * Compiles a campaign again from the body that the store keeps, in any process: no file is read.
 *
 * @throws {ConfigError} `campaign/invalid` when the body is none of ours, or of a newer version
 * @throws {ConfigError} `template/missing` when this process lacks a template in code
 */
export function compileCampaign(body: string, options: CompileCampaignOptions = {}): CompiledCampaign {
  const { templates: code = {} } = options;
  const parts = readBody(body);
  if (parts === undefined) throw new ConfigError("campaign/invalid", "the stored campaign is of another version");
  const { definition, draft, findings } = examineShape(parts.definition);
  const { book, findings: mistakes } = compileBook({
    draft,
    sources: parts.templates,
    files: parts.files,
    code,
    show: (name) => name,
  });
  const problems = [...findings, ...mistakes].map((finding) => toProblem(finding, () => ({})));
  if (problems.length > 0 || definition === undefined) throw invalidCampaign(problems);
  for (const { template, channel } of definition.steps) {
    if (isCodeTemplate(template) && !book.variants(template, channel).has("")) {
      throw new ConfigError(
        "template/missing",
        `${definition.name} needs the template ${template} for ${channel}: hand it to this process too`,
      );
    }
  }
  return assembleCampaign({ ...parts, definition }, book);
}
