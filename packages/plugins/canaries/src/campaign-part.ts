import { type CampaignPart, type CompiledCampaign, getChannel, isBuiltIn, type Problem } from "@relance/spec";
import { type Canaries, partSchema, readCanaries } from "./canary-rows.ts";

export function findCanaries({ definition }: CompiledCampaign): Canaries | undefined {
  return definition.plugins?.canaries as Canaries | undefined;
}

export const campaignPart: CampaignPart = { schema: partSchema, check };

function check(compiled: CompiledCampaign): readonly Problem[] {
  const canaries = findCanaries(compiled) ?? {};
  const channel = compiled.definition.steps[0]?.channel ?? "sms";
  if (canaries.lent !== undefined && channel !== "sms")
    return [problem(".lent", "rented numbers can receive only SMS, but the first step sends no SMS")];
  if (!isBuiltIn(channel)) {
    const { message } = getChannel(channel).words;
    return [problem("", `test contacts would get the first step every 15 minutes, too often for ${message}`)];
  }
  return readCanaries(compiled, canaries).flatMap(({ kind, index, advice }) =>
    advice === undefined ? [] : [problem(`.${kind}[${index}]`, advice)],
  );
}

function problem(place: string, advice: string): Problem {
  return { path: `plugins.canaries${place}`, advice };
}
