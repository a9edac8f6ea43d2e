import { Readable } from "node:stream";
import { exportLines, type PersonMessage } from "@relance/engine";
import {
  channelOf,
  type ListedContact,
  type ReceiptRow,
  type Recipient,
  type RecipientRow,
  type TimelineEntry,
} from "@relance/spec";
import type { RelanceLike } from "relance";
import type { Visitor } from "../access/visitor.ts";
import { headers } from "../http/answers.ts";
import { BadRequest, type Fields } from "../http/read-request.ts";
import type {
  DoubtfulReply,
  ListedPerson,
  PeoplePage,
  RevealedPerson,
  ShownPerson,
  ShownReceipt,
  ShownRequest,
} from "../wire/people.ts";

const PAGE = 50;
/** A waiting visitor sees after this what was found so far. */
const FILLED_WITHIN_MS = 2_000;
const MOST_CAMPAIGNS = 2_147_483_647;

/** Questions about recipients; addresses stay hidden but for {@link reveal} and {@link export}. */
export function createPeopleDesk({ campaigns, views }: RelanceLike) {
  const campaignOf = (fields: Fields) => fields.number("campaign", 1, MOST_CAMPAIGNS);
  const causeOf = (fields: Fields) => fields.optional("cause", 100);

  return {
    async find(fields: Fields): Promise<PeoplePage> {
      const found = await views.find(campaignOf(fields), fields.text("text", 200));
      return { people: found.map(listedPerson), cursor: undefined };
    },

    async read(fields: Fields): Promise<{ readonly person: ShownPerson | undefined }> {
      const campaign = await campaigns.get(campaignOf(fields));
      const person = await campaign.recipient(fields.text("key", 500));
      return { person: person && shownPerson(person, await views.receiptsOf(person)) };
    },

    async unreached(fields: Fields): Promise<PeoplePage> {
      const campaign = campaignOf(fields);
      const cause = causeOf(fields);
      const since = performance.now();
      const people: ListedPerson[] = [];
      let cursor = fields.optional("cursor", 100);
      // a page of the store may be short: a rare cause must not keep a read open for long
      do {
        const page = await views.unreached(campaign, { cause, cursor, limit: PAGE - people.length });
        people.push(...page.rows.map(listedPerson));
        cursor = page.cursor;
        const isSlow = people.length > 0 && performance.now() - since > FILLED_WITHIN_MS;
        if (people.length === PAGE || isSlow) break;
      } while (cursor !== undefined);
      return { people, cursor };
    },

    /** Replies that may be a STOP and wait to be judged, the oldest first; what they say is revealed as that of others is. */
    async doubtful(fields: Fields): Promise<{ readonly replies: readonly DoubtfulReply[] }> {
      const campaign = await campaigns.get(campaignOf(fields));
      const replies: DoubtfulReply[] = [];
      for await (const { id, at, person } of campaign.replies({ doubtful: true })) {
        if (person !== undefined) replies.push({ id, at, key: person.key });
        if (replies.length === PAGE) break;
      }
      return { replies };
    },

    /** The same as a file, with all addresses. Written first, told then. */
    async export(fields: Fields, visitor: Visitor): Promise<Response> {
      const campaign = await campaigns.get(campaignOf(fields));
      await campaign.recordAccess(fields.by(visitor));
      const lines = exportLines(campaign.unreached({ cause: causeOf(fields) }), "csv");
      return new Response(Readable.toWeb(Readable.from(encoded(lines))) as ReadableStream, {
        headers: headers("text/csv"),
      });
    },

    /** Written first, shown then: no address is seen without a record. */
    async reveal(fields: Fields, visitor: Visitor): Promise<{ readonly people: readonly RevealedPerson[] }> {
      const campaign = await campaigns.get(campaignOf(fields));
      const keys = fields.texts("keys", PAGE, 500);
      await campaign.recordAccess({ keys, ...fields.by(visitor) });
      const people = await Promise.all(keys.map((key) => campaign.recipient(key)));
      const known: RevealedPerson[] = [];
      for (const person of people) {
        if (person === undefined) continue;
        // a list shows addresses alone
        const isOne = keys.length === 1;
        const receipts = isOne ? await views.receiptsOf(person, { withRequests: true }) : [];
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

/** A recipient in a list, with masked addresses. */
function listedPerson(row: RecipientRow): ListedPerson {
  const { key, state, cause, step, contacts, lastAttempt, line } = row;
  return { key, state, cause, step, contacts: contacts.map(masked), lastAttempt, line };
}

/** One recipient with everything that happened and what providers said about it, with masked addresses. */
function shownPerson(person: Recipient, receipts: readonly ReceiptRow[]): ShownPerson {
  const { epoch, deadline, deadlinePassed, answer, late, locale, timezone, timeline, signals, replies } = person;
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
    epoch,
    deadline,
    deadlinePassed,
    answer,
    late,
    locale,
    timezone,
    timeline: all,
    furtherReceipts: further,
    replies: replies.map(({ id, at, provider, status, isAnswered }) => ({ id, at, provider, status, isAnswered })),
  };
}

/** What {@link shownPerson} hides. */
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

/** Most characters of one request that a page shows; `relance evidence` has it whole. */
const MOST = 16_384;

/** Entries with the receipts that they tell of, and receipts of which no entry tells. */
interface Paired {
  readonly paired: readonly { readonly entry: TimelineEntry; readonly receipt: ShownReceipt | undefined }[];
  readonly further: readonly ShownReceipt[];
}

/** Each entry with the first receipt that it tells of; a receipt belongs to one entry at most. */
function pairReceipts(entries: readonly TimelineEntry[], receipts: readonly ReceiptRow[]): Paired {
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

/** Requests as recipients can read them: bytes that are no text become marks. */
function shownRequests(receipts: readonly ReceiptRow[]): readonly ShownRequest[] {
  return receipts.flatMap(({ id, hasRequest, request }) => {
    if (!hasRequest) return [];
    if (request === undefined) return { id, text: undefined, isCut: false };
    const text = new TextDecoder().decode(request);
    return { id, text: text.slice(0, MOST), isCut: text.length > MOST };
  });
}

const HIDDEN = "•••";

/** Enough of an address to tell two apart, and not enough to write to it. */
function masked({ channel, address, barred }: ListedContact): ListedContact {
  return { channel, address: channelOf(channel).address.mask(address), barred };
}

/** The same, where such an address is not written by hand: a subscription or a token tells a reader nothing. */
function readable(contact: ListedContact): ListedContact {
  return channelOf(contact.channel).address.open === undefined ? contact : masked(contact);
}

/** So many digits in a row of a number tell whose it is. */
const TELLING_DIGITS = 8;

/** A provider's own id, unless it is made of one of these addresses: some carriers build theirs of the number. */
export function maskedRef(ref: string, contacts: readonly ListedContact[]): string {
  const digits = (text: string) => text.replace(/\D/g, "");
  const tells = ({ channel, address }: ListedContact) => {
    if (channelOf(channel).address.read !== "phone") return ref.toLowerCase().includes(address.toLowerCase());
    const end = digits(address).slice(-TELLING_DIGITS);
    return end.length === TELLING_DIGITS && digits(ref).includes(end);
  };
  return contacts.some(tells) ? HIDDEN : ref;
}
