import { RETENTION_CLASSES } from "@relance/rules";
import { budgetProblem, isBilledBySegments } from "@relance/spec";
import { readMoney } from "../definition/money.ts";
import { routedProviders } from "../plan/provider-facts.ts";
import { planRetention } from "../plan/read-kept.ts";
import { countSegments } from "../templates/count-segments.ts";
import { parseTemplateFile } from "../templates/template-file.ts";
import { checkAudience, checkConditions } from "./check-audience.ts";
import { checkConfirm } from "./check-confirm.ts";
import type { Rule } from "./check-context.ts";
import { checkLadder, checkProviders } from "./check-steps.ts";
import { checkTemplates, checkVariables } from "./check-templates.ts";
import { checkCarrierHours, checkDeadline, checkLadderTime, checkWindows } from "./check-time.ts";

/** Minimum number of recipients in a first wave. Fewer messages cannot prove even the loss of one message in four. */
const LEAST_PILOT = 200;

const checkWaves: Rule = ({ draft, warning }) => {
  const { firstWave } = draft;
  if (firstWave !== undefined && firstWave < LEAST_PILOT) {
    warning(
      ["firstWave"],
      `a first wave of ${firstWave} recipients is too small to show a loss: write ${LEAST_PILOT} or more, preferably 1300`,
    );
  }
};

const checkRetention: Rule = ({ draft, keptMs, isMalformed, problem, warning }) => {
  const { retention } = draft;
  if (retention === undefined || isMalformed(["retention"])) return;
  const own = planRetention(retention);
  if (RETENTION_CLASSES.every((name) => own[name] === undefined)) {
    problem(["retention"], "state how long to keep contacts, bodies or raw, such as contacts: 30d");
    return;
  }
  const house = (name: (typeof RETENTION_CLASSES)[number]) => keptMs?.[name] ?? Number.POSITIVE_INFINITY;
  const longer = RETENTION_CLASSES.filter((name) => (own[name] ?? 0) > house(name));
  if (own.isLonger) {
    if (keptMs !== undefined && longer.length === 0)
      warning(["retention", "reason"], "no data is kept longer than the configuration states: remove reason");
    return;
  }
  for (const name of longer)
    warning(
      ["retention", name],
      "the configuration's retention is shorter, so it applies; write reason: with why this campaign needs more",
    );
};

const checkBudget: Rule = ({ draft, providers, prices, isMalformed, problem }) => {
  const path = ["budget"];
  if (draft.budget === undefined || isMalformed(path) || providers === undefined) return;
  const names = (draft.steps ?? []).flatMap((step) => routedProviders(step ?? {}, Object.keys(providers)));
  const advice = budgetProblem(readMoney(draft.budget).currency, names, prices);
  if (advice !== undefined) problem(path, advice);
};

const checkSmsCost: Rule = ({ sources, show, warning }) => {
  for (const [file, source] of Object.entries(sources)) {
    if (!isBilledBySegments(parseTemplateFile(file)?.channel)) continue;
    const text = source.replace(/\{\{[\s\S]*?(?:\}\}|$)|\{%[\s\S]*?(?:%\}|$)/g, "");
    const distinct = new Set(Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment));
    const { outside } = countSegments([...distinct].slice(0, 500).join("\n")); // the library takes cubic time
    const [first] = outside;
    if (first === undefined) continue;
    const lines = source.split("\n");
    const index = lines.findIndex((line) => line.includes(first));
    const place = { file: show(file), line: index + 1, column: (lines[index]?.indexOf(first) ?? 0) + 1 };
    const shown = outside.slice(0, 8).join(" ");
    warning([], `not in the SMS alphabet: ${shown}; a segment then holds 70 characters instead of 160`, { place });
  }
};

export const RULES: readonly Rule[] = [
  checkDeadline,
  checkAudience,
  checkConfirm,
  checkLadder,
  checkLadderTime,
  checkConditions,
  checkTemplates,
  checkVariables,
  checkSmsCost,
  checkProviders,
  checkWaves,
  checkWindows,
  checkCarrierHours,
  checkBudget,
  checkRetention,
];
