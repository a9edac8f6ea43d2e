import { answerEffect } from "@relance/rules";
import type { Channel, Person, ReplyStatus } from "@relance/spec";
import type { LiveVersion } from "../campaign/versions.ts";
import { contactDigests } from "../contact-names.ts";
import type { EngineContext } from "../context.ts";
import { fillText, type ReplyTexts, replyTexts } from "./reply-texts.ts";

/** Most enrollments that one answer lists: more would not fit into an SMS. */
const MAX_CHOICES = 4;

/** One enrollment of whoever replied, as it stands now. */
export interface Standing {
  readonly person: Person;
  readonly version: LiveVersion;
}

/** Who replied, and over which channel. */
interface Correspondent {
  readonly channel: Channel;
  readonly from: string;
}

/**
 * What whoever replied is told: how the enrollment stands, read after the reply was recorded, and how to confirm it.
 * `undefined` when there is nothing to say.
 */
export function composeReply(
  context: EngineContext,
  status: ReplyStatus,
  from: Correspondent,
  standings: readonly Standing[],
): string | undefined {
  const [first] = standings;
  if (first === undefined) return undefined;
  const { person, version } = first;
  const locale = person.locale ?? version.compiled.definition.locale;
  const texts = replyTexts(locale, context.options.replies?.texts);
  if (status === "ambiguous") return choices(standings, texts);
  const how = howToConfirm(context, first, from, texts);
  const name = sentence(status, person);
  const isUseless = how === "" && (name === "unclear" || name === "over");
  return isUseless ? undefined : fillText(texts[name], { subject: subjectOf(first), how });
}

function sentence(status: ReplyStatus, person: Person): keyof ReplyTexts {
  if (person.state === "acknowledged") return person.late ? "late" : "confirmed";
  if (person.state === "cancelled") return "withdrawn";
  if (status === "help" || status === "resumed") return status;
  if (status === "acknowledged" || status === "answered") return "noted";
  if (person.state === "exhausted" && person.cause === "help") return "helping";
  return person.deadlinePassed ? "over" : "unclear";
}

function choices(standings: readonly Standing[], texts: ReplyTexts): string | undefined {
  const list = standings.flatMap((one) => {
    const word = closingWord(one);
    if (word === undefined || one.person.code === "") return [];
    return [fillText(texts.choice, { word: `${word} ${one.person.code}`, subject: subjectOf(one) })];
  });
  return list.length === 0 ? undefined : fillText(texts.ambiguous, { list: list.slice(0, MAX_CHOICES).join(", ") });
}

/** Only ways that do confirm: a word, or a page, that the campaign does not call too weak. */
function howToConfirm(
  context: EngineContext,
  one: Standing,
  { channel, from }: Correspondent,
  texts: ReplyTexts,
): string {
  const { person, version } = one;
  const { acknowledge: { by = ["link"], factor, deepLink } = {} } = version.compiled.definition;
  const { strength } = version.stored.plan;
  const word = closingWord(one);
  const ways: string[] = word === undefined ? [] : [fillText(texts.byReply, { word })];
  const isPage = by.includes("link") && (strength === "gesture" || factor !== undefined || deepLink !== undefined);
  if (isPage && context.options.publicUrl !== undefined) {
    const link = context.links.acknowledge(person.enrollment, contactDigests(context, channel, from)[0]);
    ways.push(fillText(texts.byLink, { link }));
  }
  return ways.length === 0 ? "" : fillText(texts.how, { ways: ways.join(texts.or) });
}

/** The reply word that closes the enrollment by itself, if there is one. */
function closingWord({ version }: Standing): string | undefined {
  const { plan } = version.stored;
  if (plan.strength !== "gesture") return undefined;
  return Object.entries(plan.reply).find(([, answer]) => answerEffect(plan, answer)?.do === "close")?.[0];
}

function subjectOf({ person, version }: Standing): string {
  const { key, variables, locale, timezone, deadline } = person;
  const { words } = version.compiled.confirmation({ key, variables, locale, timezone, deadline: deadline.getTime() });
  return (words[0]?.subject ?? "").replace(/[.\s]+$/, "");
}
