import { readMoney } from "../definition/money.ts";
import { instanceOf } from "../plan/provider-facts.ts";
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
    return (step?.route ?? []).flatMap((name) => (name === undefined ? [] : instanceOf(channel, name)));
  });
  const unpriced = [...new Set(names)].filter((name) => prices.perMessage[name] === undefined);
  if (unpriced.length > 0) problem(PATH, `a budget needs a price for ${unpriced.join(", ")}: write 0 for what is free`);
};
