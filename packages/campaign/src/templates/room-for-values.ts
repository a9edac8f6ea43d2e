import type { Channel } from "@relance/spec";
import { PUSH_BYTES, SMS_CHARACTERS, SUBJECT_CHARACTERS } from "./content-limits.ts";
import type { FrontMatter } from "./front-matter.ts";

/** A link, a code or a date of ours is about as long. */
const GIVEN_CHARACTERS = 100;
/** A character of a value takes at most so many bytes. */
const BYTES = 3;
/** Tags that print something several times, or something that was kept before. */
const REPEATS = /\{%-?\s*(?:for|tablerow|assign|capture|increment|decrement|cycle|liquid|echo)\b/;
const FILTER = /\|\s*([a-z_]+)/g;
/** Filters that make nothing longer than it was, but for what they name themselves. */
const SHORT_FILTERS = new Set(
  "append capitalize default downcase first last lstrip prepend remove rstrip size slice strip truncate upcase".split(
    " ",
  ),
);

/**
 * So many characters of a row's values fit into a message for sure, each counted as often as it is named; 0 = only writing
 * it shows.
 *
 * @param given how often it names a link, a code or a date of ours
 */
export function roomForValues(
  channel: Channel,
  { fields, body }: Pick<FrontMatter, "fields" | "body">,
  given: number,
): number {
  const texts = [body, ...fields.map(({ value }) => value)];
  if (texts.some((text) => REPEATS.test(text) || !hasShortFilters(text))) return 0;
  const headerOf = (wanted: string) => fields.find(({ name }) => name === wanted)?.value ?? "";
  if (headerOf("url").includes("{{")) return 0; // whether it is an address shows once it is written
  const own = given * GIVEN_CHARACTERS;
  if (channel === "sms") return Math.max(0, SMS_CHARACTERS - body.length - own);
  if (channel === "email") return Math.max(0, SUBJECT_CHARACTERS - headerOf("subject").length - own);
  return Math.max(0, Math.floor((PUSH_BYTES - Buffer.byteLength(texts.join(""))) / BYTES) - own);
}

function hasShortFilters(text: string): boolean {
  return [...text.matchAll(FILTER)].every(([, name = ""]) => SHORT_FILTERS.has(name));
}
