import { type AudienceRow, audience, rollDice } from "@relance/simulator";
import { type Channel, channels, getChannel, type LoadedCampaign } from "@relance/spec";

const SAMPLES = 500;

/** Returns the first rows of the campaign's audience file, at most `limit`. Without a file, returns no rows. */
export async function readPeople({ audience }: LoadedCampaign, limit: number): Promise<readonly Row[]> {
  const rows: Row[] = [];
  if (audience === undefined || limit === 0) return rows;
  for await (const { raw } of audience()) {
    if (typeof raw !== "object" || raw === null) continue;
    rows.push(raw as Row);
    if (rows.length >= limit) break;
  }
  return rows;
}

/** Returns the rows from which invented recipients copy all columns except key, locale and contacts. */
export function sampleRows(rows: readonly Row[]): readonly Row[] {
  return rows.slice(0, SAMPLES);
}

const GIVEN = new Set(["key", "campaign", "deadline", "ack", "optout"]);
const WORDS = new Set(
  "if elsif else endif unless endunless case when endcase for in endfor assign capture endcapture comment endcomment raw endraw and or not contains true false nil null blank empty default with cycle break continue render limit offset reversed echo liquid date upcase downcase capitalize size append prepend replace".split(
    " ",
  ),
);

/** Returns the columns that each row must contain, except the key and the addresses. */
function neededColumns(campaign: Pick<LoadedCampaign, "body" | "definition">): readonly string[] {
  const { definition } = campaign;
  const columns = new Set<string>();
  for (const source of templatesIn(campaign.body)) {
    for (const [, tag = ""] of source.matchAll(/\{[{%](.*?)(?:[%}]\}|$)/gs)) addNames(columns, tag);
  }
  for (const { when } of definition.steps) addNames(columns, when ?? "");
  const { factor, deepLink = "" } = definition.confirm ?? {};
  for (const [, tag = ""] of deepLink.matchAll(/\{\{(.*?)(?:\}\}|$)/gs)) addNames(columns, tag);
  if (factor !== undefined) columns.add(factor.column);
  if (typeof definition.deadline !== "string") columns.add(definition.deadline.column);
  return [...columns];
}

function templatesIn(body: string): readonly string[] {
  const { templates = {} } = JSON.parse(body) as { templates?: Record<string, string> };
  return Object.values(templates);
}

function addNames(columns: Set<string>, text: string): void {
  const plain = text.replace(/"[^"]*"|'[^']*'/g, " ").replace(/\|\s*\w+/g, " ");
  for (const [name] of plain.matchAll(/(?<![.\w])[A-Za-z_]\w*/g)) {
    if (!GIVEN.has(name) && !WORDS.has(name)) columns.add(name);
  }
}

const DAY_MS = 86_400_000;

/** Number prefixes of mobile networks, with each network's share of the phone numbers. */
const NETWORKS: readonly (readonly [string, number])[] = [
  ["+3361", 0.26],
  ["+3366", 0.2],
  ["+3362", 0.17],
  ["+3367", 0.13],
  ["+3364", 0.1],
  ["+3376", 0.08],
  ["+3369", 0.06],
];
const MAIL_DOMAINS: readonly (readonly [string, number])[] = [
  ["post.example.org", 0.4],
  ["mail.example.org", 0.25],
  ["box.example.org", 0.2],
  ["letters.example.org", 0.15],
];
/** Base URL of push subscriptions. A rehearsal sends no requests, so the host does not have to exist. */
const PUSH_URL = "https://push.example.org";

export type Row = Readonly<Record<string, unknown>>;

export interface Invention {
  readonly seed: number;
  /** Position of the first invented recipient. Recipients from the campaign's own file have the earlier positions. */
  readonly from: number;
  readonly count: number;
  /** The deadline to write into each row, if recipients have their own deadlines. */
  readonly deadline: number;
  /**
   * Rows of the campaign's own file. Invented recipients copy these rows in turn, except the key, the locale and the
   * contacts.
   */
  readonly samples: readonly Row[];
}

/** Invents recipients with the columns that a campaign needs. The same seed gives the same recipients. */
export function* inventPeople(campaign: LoadedCampaign, invention: Invention): Generator<Row> {
  const { seed, from, count, samples, deadline } = invention;
  const { definition } = campaign;
  const { key = "id", contacts, locale = "locale" } = definition.audience ?? {};
  const needed = neededColumns(campaign);
  const listColumns = (channel: Channel) => (contacts === undefined ? [channel] : [contacts[channel] ?? []].flat());
  const end = typeof definition.deadline === "string" ? undefined : definition.deadline.column;
  const used = new Set(definition.steps.map(({ channel }) => channel));
  let position = 0;
  for (const person of audience({ seed, count: count + from, push: 0 })) {
    if (position++ < from) continue;
    const row: Record<string, unknown> = { ...samples[position % Math.max(1, samples.length)] };
    for (const column of needed) row[column] ??= guess(column === end ? "deadline" : column, person, deadline);
    row[key] = `${person.id}`;
    row[locale] = definition.locale === "en" || definition.locale === undefined ? "en" : person.locale;
    for (const channel of channels()) {
      const address = used.has(channel) ? inventAddress(channel, person, seed, position) : "";
      if (address === undefined) continue;
      listColumns(channel).forEach((column, index) => {
        row[column] = index === 0 ? address : "";
      });
    }
    yield row;
  }
}

function inventAddress(channel: Channel, person: AudienceRow, seed: number, position: number): string | undefined {
  const dice = rollDice(seed, ["contact", person.id, channel]);
  const { read } = getChannel(channel).address;
  if (read === "phone") {
    const prefix = choose(NETWORKS, dice());
    return `${prefix}${String((position * 7_919) % 10_000_000).padStart(7, "0")}`;
  }
  if (read === "mailbox") return person.mail?.replace("example.org", choose(MAIL_DOMAINS, dice()));
  if (typeof read === "function") return undefined;
  if (dice() > 0.5) return "";
  if (read === "token") return `fcm:${person.id.padStart(140, "0")}`;
  const keys = { p256dh: `B${"A".repeat(86)}`, auth: "A".repeat(22) };
  return JSON.stringify({ endpoint: `${PUSH_URL}/${person.id}`, keys });
}

function choose(shares: readonly (readonly [string, number])[], at: number): string {
  let left = at;
  for (const [name, share] of shares) {
    left -= share;
    if (left < 0) return name;
  }
  return shares.at(-1)?.[0] ?? "";
}

/** Guesses a plausible value for a column from the column's name. */
function guess(column: string, { first_name, last_name, age, id }: AudienceRow, deadline: number): unknown {
  const name = column.toLowerCase();
  if (/last|nom_|surname|family/.test(name)) return last_name;
  if (/age/.test(name)) return age;
  if (/year|annee/.test(name)) return String(2013 - age);
  if (/(_at|date|deadline|until|appointment)$/.test(name)) return new Date(deadline + DAY_MS).toISOString();
  if (/name|nom/.test(name)) return first_name;
  return id;
}
