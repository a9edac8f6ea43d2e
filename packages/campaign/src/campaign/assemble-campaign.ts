import type { CompiledCampaign } from "@relance/spec";
import { createRowAdmitter } from "../admit/admit-row.ts";
import { createRowProver } from "../admit/row-prover.ts";
import { compileCondition } from "../condition/compile-condition.ts";
import { createDeadlineText, createMessageWriter } from "../templates/message-writer.ts";
import type { TemplateBook } from "../templates/template-book.ts";
import { type CampaignParts, hashBody, writeBody } from "./campaign-body.ts";
import { createMatterWriter } from "./matter.ts";

/** Puts a campaign together from parts that were checked before. */
export function assembleCampaign(parts: CampaignParts, book: TemplateBook): CompiledCampaign {
  const { definition } = parts;
  const body = writeBody(parts);
  const deadlineText = createDeadlineText(definition);
  const write = createMessageWriter(definition, book, deadlineText);
  const conditions = definition.steps.map(({ when }) =>
    when === undefined ? undefined : compileCondition(when),
  );
  const admit = createRowAdmitter({
    definition,
    conditions,
    prove: createRowProver(definition, book, write),
  });
  const matter = createMatterWriter(definition, book.engines, deadlineText);
  return { definition, body, hash: hashBody(body), admit, render: write, matter };
}
