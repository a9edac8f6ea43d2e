import { Readable } from "node:stream";
import { exportLines } from "@relance/report";
import type { PersonMessage } from "@relance/report/views";
import {
  getChannel,
  type ListedContact,
  type ReceiptRow,
  type Recipient,
  type RecipientRow,
  type TimelineEntry,
} from "@relance/spec";
import type { RelanceLike } from "relance";
import type { Visitor } from "../access/visitor.ts";
import { headers } from "../http/answers.ts";
import { BadRequest, toActor } from "../http/read-request.ts";
import type {
  DoubtfulReply,
  ListedPerson,
  PeoplePage,
  RevealedPerson,
  ShownPerson,
  ShownReceipt,
  ShownRequest,
} from "../wire/people.ts";
import type { Fields } from "../wire/requests.ts";

const PAGE = 50;
/** After this time, a search returns the results found so far. */
const FILLED_WITHIN_MS = 2_000;

/** Answers queries about recipients. Only `people/reveal` and `people/export` return addresses. */
export function createPeopleDesk({ campaigns, views }: RelanceLike) {
  return {
    async "people/find"({ campaign, text }: Fields<"people/find">): Promise<PeoplePage> {
      const found = await views.find(campaign, text);
      return { people: found.map(listedPerson), cursor: undefined };
    },

    async "people/read"({ campaign, key }: Fields<"people/read">) {
      const person = await (await campaigns.get(campaign)).recipient(key);
      return { person: person && shownPerson(person, await views.readReceipts(person)) };
    },

    async "people/unreached"({ campaign, cause, cursor: from }: Fields<"people/unreached">): Promise<PeoplePage> {
      const since = performance.now();
      const people: ListedPerson[] = [];
      let cursor = from;
      // if a cause is rare, the store returns short pages, to keep each read fast
      do {
        const page = await views.unreached(campaign, { cause, cursor, limit: PAGE - people.length });
        people.push(...page.rows.map(listedPerson));
        cursor = page.cursor;
        const isSlow = people.length > 0 && performance.now() - since > FILLED_WITHIN_MS;
        if (people.length === PAGE || isSlow) break;
      } while (cursor !== undefined);
      return { people, cursor };
    },

    /** Lists replies that may be a STOP and that no operator has judged, oldest first. Omits their texts. */
    async "people/doubtful"(fields: Fields<"people/doubtful">) {
      const campaign = await campaigns.get(fields.campaign);
      const replies: DoubtfulReply[] = [];
      for await (const { id, at, person } of campaign.replies({ doubtful: true })) {
        if (person !== undefined) replies.push({ id, at, key: person.key });
        if (replies.length === PAGE) break;
      }
      return { replies };
    },

    async "people/export"(fields: Fields<"people/export">, visitor: Visitor): Promise<Response> {
      const campaign = await campaigns.get(fields.campaign);
      await campaign.recordAccess(toActor(fields, visitor));
      const lines = exportLines(campaign.unreached({ cause: fields.cause }), "csv");
      return new Response(Readable.toWeb(Readable.from(encoded(lines))) as ReadableStream, {
        headers: headers("text/csv"),
      });
    },

    async "people/reveal"(fields: Fields<"people/reveal">, visitor: Visitor) {
      const { keys } = fields;
      const campaign = await campaigns.get(fields.campaign);
      await campaign.recordAccess({ keys, ...toActor(fields, visitor) });
      const people = await Promise.all(keys.map((key) => campaign.recipient(key)));
      const known: RevealedPerson[] = [];
      for (const person of people) {
        if (person === undefined) continue;
        // for several recipients, the response contains only addresses
        const isOne = keys.length === 1;
        const receipts = isOne ? await views.readReceipts(person, { withRequests: true }) : [];
        known.push(revealedPerson(person, receipts, isOne ? await views.messages(person) : []));
      }
      if (known.length === 0) throw new BadRequest("no recipient of that key is enrolled");
      return { people: known };
    },
  };
}

async function* encoded(texts: AsyncIterable<string>): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(text);
}

function listedPerson(row: RecipientRow): ListedPerson {
  const { key, state, cause, step, contacts, lastAttempt, line } = row;
  return { key, state, cause, step, contacts: contacts.map(masked), lastAttempt, line };
}

function shownPerson(person: Recipient, receipts: readonly ReceiptRow[]): ShownPerson {
  const { revision, deadline, deadlinePassed, answer, late, timeline, signals, replies } = person;
  const { paired, further } = pairReceipts(
    timeline,
    receipts.map(({ ref, ...one }) => ({ ...one, ref: ref && maskedRef(ref, person.contacts) })),
  );
  const all = [
    ...paired.map(({ entry, receipt }) => ({ ...entry, receipt, isHint: false })),
    ...signals.map((entry) => ({ ...entry, isHint: true })),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
  return {
    ...listedPerson(person),
    revision,
    deadline,
    deadlinePassed,
    answer,
    late,
    timeline: all,
    furtherReceipts: further,
    replies: replies.map(({ id, at, provider, status, isAnswered }) => ({ id, at, provider, status, isAnswered })),
  };
}

function revealedPerson(
  { key, contacts, variables, replies }: Recipient,
  receipts: readonly ReceiptRow[],
  messages: readonly PersonMessage[],
): RevealedPerson {
  return {
    key,
    contacts: contacts.map(readable),
    variables,
    replies: replies.map(({ id, from, text }) => ({ id, from, text })),
    requests: shownRequests(receipts),
    messages,
  };
}

const MOST = 16_384;

/** Finds the first receipt that matches each entry of the timeline. Uses each receipt once. */
function pairReceipts(entries: readonly TimelineEntry[], receipts: readonly ReceiptRow[]) {
  const left = new Set(receipts);
  const paired = entries.map((entry) => {
    const receipt = receipts.find((one) => left.has(one) && isToldBy(entry, one));
    if (receipt !== undefined) left.delete(receipt);
    return { entry, receipt: receipt && shownReceipt(receipt) };
  });
  return { paired, further: [...left].map(shownReceipt) };
}

function isToldBy({ type, attemptId }: TimelineEntry, { kind, attemptId: of }: ReceiptRow): boolean {
  return attemptId === of && type === `attempt.${kind}`;
}

function shownReceipt({ request: _, isShared: __, ...receipt }: ReceiptRow): ShownReceipt {
  return receipt;
}

/** Returns requests as text. Bytes that are not valid text become replacement characters. */
function shownRequests(receipts: readonly ReceiptRow[]): readonly ShownRequest[] {
  return receipts.flatMap(({ id, hasRequest, request }) => {
    if (!hasRequest) return [];
    if (request === undefined) return { id, text: undefined, isCut: false };
    const text = new TextDecoder().decode(request);
    return { id, text: text.slice(0, MOST), isCut: text.length > MOST };
  });
}

const HIDDEN = "•••";

/** Masks an address: addresses stay distinguishable, but unusable. */
function masked({ channel, address, barred }: ListedContact): ListedContact {
  return { channel, address: getChannel(channel).address.mask(address), barred };
}

/** Masks push subscriptions and tokens, which people cannot read. Other addresses stay. */
function readable(contact: ListedContact): ListedContact {
  return getChannel(contact.channel).address.open === undefined ? contact : masked(contact);
}

/** A message id is hidden if it contains this many of a phone number's last digits. */
const TELLING_DIGITS = 8;

/** Hides a provider's message id if the id contains one of the addresses. Some carriers derive ids from numbers. */
export function maskedRef(ref: string, contacts: readonly ListedContact[]): string {
  const digits = (text: string) => text.replace(/\D/g, "");
  const tells = ({ channel, address }: ListedContact) => {
    if (getChannel(channel).address.read !== "phone") return ref.toLowerCase().includes(address.toLowerCase());
    const end = digits(address).slice(-TELLING_DIGITS);
    return end.length === TELLING_DIGITS && digits(ref).includes(end);
  };
  return contacts.some(tells) ? HIDDEN : ref;
}
