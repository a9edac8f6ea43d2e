import type { CompiledCampaign, MessageOrigin } from "@relance/spec";
import { createRowAdmitter } from "../admit/admit-row.ts";
import { createRowProver } from "../admit/row-prover.ts";
import { compileCondition } from "../condition/compile-condition.ts";
import type { MessageTemplate } from "../templates/message-template.ts";
import { createDeadlineText, createMessageWriter } from "../templates/message-writer.ts";
import type { TemplateBook } from "../templates/template-book.ts";
import { type CampaignParts, hashBody, writeBody } from "./campaign-body.ts";
import { createMatterWriter } from "./matter.ts";

export function assembleCampaign(parts: CampaignParts, book: TemplateBook): CompiledCampaign {
  const { definition } = parts;
  const body = writeBody(parts);
  const deadlineText = createDeadlineText(definition);
  const write = createMessageWriter(definition, book, deadlineText);
  const conditions = definition.steps.map(({ when }) => (when === undefined ? undefined : compileCondition(when)));
  const admit = createRowAdmitter({
    definition,
    conditions,
    prove: createRowProver(definition, book, write),
  });
  const matter = createMatterWriter(definition, book.engines, deadlineText);
  const origin = (step: number, locale: string | undefined): MessageOrigin | undefined => {
    const rung = definition.steps[step - 1];
    const template = rung && book.pick(rung.template, rung.channel, locale);
    return template === undefined ? undefined : originOf(template);
  };
  return { definition, body, hash: hashBody(body), admit, render: write, origin, matter };
}

function originOf({ file, locale, isCode, uses }: MessageTemplate): MessageOrigin {
  const reads = isCode ? undefined : [...new Set(uses.map(({ path: [root = ""] }) => root))];
  return { file, locale, reads };
}
