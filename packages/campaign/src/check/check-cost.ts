import { isBilledBySegments } from "@relance/spec";
import { readMoney } from "../definition/money.ts";
import { providerOf } from "../plan/provider-facts.ts";
import { countSegments } from "../templates/count-segments.ts";
import { parseTemplateFile } from "../templates/template-file.ts";
import type { Rule } from "./check-context.ts";

const PATH = ["budget"];

/** A budget can be kept only where every provider of the campaign has a price, in its currency. */
export const checkBudget: Rule = ({ draft, providers, prices, isMalformed, problem }) => {
  if (draft.budget === undefined || isMalformed(PATH) || providers === undefined) return;
  const { currency } = readMoney(draft.budget);
  if (prices === undefined) {
    problem(PATH, "a budget needs prices: write them into the gateway's configuration");
    return;
  }
  if (prices.currency !== currency) {
    problem(PATH, `the prices are in ${prices.currency}: write the budget in ${prices.currency} too`);
    return;
  }
  const names = (draft.steps ?? []).flatMap((step) => {
    const channel = step?.channel;
    if (channel === undefined) return [];
    return (step?.route ?? []).flatMap((name) => (name === undefined ? [] : providerOf(channel, name)));
  });
  const unpriced = [...new Set(names)].filter((name) => prices.perMessage[name] === undefined);
  if (unpriced.length > 0) problem(PATH, `a budget needs a price for ${unpriced.join(", ")}: write 0 for what is free`);
};

/** Says which characters of an SMS make every person's message dearer. */
export const checkSmsCost: Rule = ({ sources, show, warning }) => {
  for (const [file, source] of Object.entries(sources)) {
    if (!isBilledBySegments(parseTemplateFile(file)?.channel)) continue;
    const { outside } = countSegments(source.replace(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g, ""));
    const [first] = outside;
    if (first === undefined) continue;
    const lines = source.split("\n");
    const index = lines.findIndex((line) => line.includes(first));
    const place = { file: show(file), line: index + 1, column: (lines[index]?.indexOf(first) ?? 0) + 1 };
    const shown = outside.slice(0, 8).join(" ");
    warning([], `not in the SMS alphabet: ${shown}; with it a segment holds 70 characters instead of 160`, { place });
  }
};
