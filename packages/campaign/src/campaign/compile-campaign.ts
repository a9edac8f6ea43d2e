import { createHash } from "node:crypto";
import { type CampaignDefinition, type CompiledCampaign, ConfigError, type MessageOrigin } from "@relance/spec";
import canonicalize from "canonicalize";
import { createRowAdmitter } from "../admit/admit-row.ts";
import { createRowProver } from "../admit/row-prover.ts";
import type { AttachedFiles } from "../attachments/compile-attachments.ts";
import { invalidCampaign, toProblem } from "../check/finding.ts";
import { compileCondition } from "../condition/compile-condition.ts";
import { examineShape } from "../definition/examine-shape.ts";
import { zod } from "../libraries.ts";
import type { CodeTemplates } from "../templates/code-template.ts";
import type { MessageTemplate } from "../templates/compile-message.ts";
import { createDeadlineText, createMessageWriter } from "../templates/message-writer.ts";
import { compileBook, type TemplateBook, type TemplateSources } from "../templates/template-book.ts";
import { isCodeTemplate } from "../templates/template-file.ts";
import { createConfirmationWriter } from "./confirmation-text.ts";

export interface LoadCampaignOptions {
  /** The templates in code that steps refer to, such as `reminder@3`. @default {} */
  readonly templates?: CodeTemplates<never> | undefined;
}

/**
 * Compiles a campaign from its stored body, in any process, without reading a file.
 * @throws {ConfigError} `campaign/invalid`, or `template/missing` if this process lacks a template in code
 */
export function compileCampaign(body: string, options: LoadCampaignOptions = {}): CompiledCampaign {
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
  const problems = [...findings, ...mistakes].map((finding) => toProblem(finding));
  if (problems.length > 0 || definition === undefined) throw invalidCampaign(problems);
  for (const { template, channel } of definition.steps) {
    if (isCodeTemplate(template) && !book.variants(template, channel).has("")) {
      throw new ConfigError(
        "template/missing",
        `${definition.name} needs the template ${template} for ${channel}: pass it to this process too`,
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
    return template === undefined ? undefined : readOrigin(template);
  };
  const hash = createHash("sha256").update(body).digest("hex");
  return { definition, body, hash, admit, render: write, origin, confirmation };
}

function readOrigin({ file, locale, isCode, uses }: MessageTemplate): MessageOrigin {
  const reads = isCode ? undefined : [...new Set(uses.map(({ path: [root = ""] }) => root))];
  return { file, locale, reads };
}

interface CampaignParts {
  readonly definition: CampaignDefinition;
  readonly templates: TemplateSources;
  readonly files: AttachedFiles;
}

/** Returns canonical JSON (RFC 8785): a campaign has the same bytes everywhere, whatever the order of its keys. */
function writeBody({ definition, templates, files }: CampaignParts): string {
  const named = definition.steps.map(({ template }) => template).filter(isCodeTemplate);
  const body = canonicalize({
    format: 1,
    definition,
    templates,
    code: [...new Set(named)].sort(),
    ...(Object.keys(files).length === 0 ? {} : { files }),
  });
  return body ?? "{}";
}

function readBody(body: string) {
  const z = zod();
  const texts = z.record(z.string(), z.string());
  const shape = z.object({ format: z.literal(1), definition: z.unknown(), templates: texts, files: texts.default({}) });
  try {
    return shape.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
