import { type CompiledCampaign, ConfigError, type MessageOrigin } from "@relance/spec";
import { createRowAdmitter } from "../admit/admit-row.ts";
import { createRowProver } from "../admit/row-prover.ts";
import { toProblem } from "../check/finding.ts";
import { compileCondition } from "../condition/compile-condition.ts";
import { examineShape } from "../definition/examine-shape.ts";
import type { CodeTemplates } from "../templates/code-template.ts";
import type { MessageTemplate } from "../templates/message-template.ts";
import { createDeadlineText, createMessageWriter } from "../templates/message-writer.ts";
import { compileBook, type TemplateBook } from "../templates/template-book.ts";
import { isCodeTemplate } from "../templates/template-file.ts";
import { type CampaignParts, hashBody, readBody, writeBody } from "./campaign-body.ts";
import { createConfirmationWriter } from "./confirmation-text.ts";
import { invalidCampaign } from "./invalid-campaign.ts";

export interface CompileCampaignOptions {
  /** Every template in code that the campaign's steps name. @default {} */
  readonly templates?: CodeTemplates<never> | undefined;
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

export function assembleCampaign(parts: CampaignParts, book: TemplateBook): CompiledCampaign {
  const { definition } = parts;
  const body = writeBody(parts);
  const deadlineText = createDeadlineText(definition);
  const write = createMessageWriter(definition, book, deadlineText);
  const conditions = definition.steps.map(({ when }) => (when === undefined ? undefined : compileCondition(when)));
  const admit = createRowAdmitter({ definition, conditions, prove: createRowProver(definition, book, write) });
  const confirmation = createConfirmationWriter(definition, book.engines, deadlineText);
  const origin = (step: number, locale: string | undefined): MessageOrigin | undefined => {
    const rung = definition.steps[step - 1];
    const template = rung && book.pick(rung.template, rung.channel, locale);
    return template === undefined ? undefined : originOf(template);
  };
  return { definition, body, hash: hashBody(body), admit, render: write, origin, confirmation };
}

function originOf({ file, locale, isCode, uses }: MessageTemplate): MessageOrigin {
  const reads = isCode ? undefined : [...new Set(uses.map(({ path: [root = ""] }) => root))];
  return { file, locale, reads };
}
