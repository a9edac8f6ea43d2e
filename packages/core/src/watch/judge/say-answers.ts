import { LEAST_EXPECTED } from "@relance/watch";
import type { EngineContext } from "../../context.ts";
import { sayIncident } from "../../incidents/say-incident.ts";
import type { JudgedFlow, Unanswered } from "./answer-book.ts";

/** From such a ratio on, people answer like others again. */
const LIKE_OTHERS = 0.9;

export interface AnswersSaid {
  readonly judged: readonly JudgedFlow[];
  readonly named: readonly Unanswered[];
  /** `provider part` of the incidents that are open. */
  readonly before: readonly string[];
  /** Providers whose incident ends with what is done about it. */
  readonly steered: ReadonlySet<string>;
}

/** Opens and ends the incidents about answers. Answers those that are open. */
export async function sayAnswers(
  context: EngineContext,
  campaign: number,
  { judged, named, before, steered }: AnswersSaid,
): Promise<readonly string[]> {
  const open: string[] = [];
  for (const one of named) {
    const key = `${one.provider} ${one.destination}`;
    open.push(key);
    if (before.includes(key)) continue;
    const { provider, destination } = one;
    const subject = { campaign, kind: "low-answers", provider, destination } as const;
    await sayIncident(context, { ...subject, change: "open", fact: factOf(one), figures: figuresOf(one) });
  }
  for (const key of before) {
    if (open.includes(key)) continue;
    const [provider = "", destination = ""] = key.split(" ");
    const own = judged.filter((flow) => flow.provider === provider && flow.destination === destination);
    if (own.some(({ verdict }) => verdict.expected >= LEAST_EXPECTED && verdict.ratio < LIKE_OTHERS)) {
      open.push(key);
      continue;
    }
    if (steered.has(provider)) continue;
    const fact = `people of ${where(provider, destination)} answer like others again`;
    await sayIncident(context, { campaign, kind: "low-answers", provider, destination, change: "end", fact });
  }
  return open;
}

function factOf({ provider, destination, shownBy }: Unanswered): string {
  const { verdict, age, step, isBesideEarlier } = shownBy;
  const { answered, people, expected, ratio } = verdict;
  const others = isBesideEarlier === true ? "those of earlier campaigns" : "others who were messaged at the same time";
  const counted = `${Math.round(answered)} of ${Math.round(people)} within ${inWords(age)} of step ${step}, where ${Math.round(expected)} were to be expected`;
  return `people of ${where(provider, destination)} answer ${Math.round(100 * ratio)} % as often as ${others}: ${counted}`;
}

function figuresOf({ shownBy: { verdict, age, step } }: Unanswered): Readonly<Record<string, number>> {
  const { people, answered, expected, ratio, atMost } = verdict;
  return { people, answered, expected, ratio, atMost, withinMinutes: age, step };
}

function where(provider: string, destination: string): string {
  return destination === "" ? provider : `${provider} to ${destination}`;
}

function inWords(minutes: number): string {
  if (minutes < 60) return `${minutes} minutes`;
  return minutes === 60 ? "an hour" : `${minutes / 60} hours`;
}
