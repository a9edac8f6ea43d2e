import { Readable } from "node:stream";
import { exportLines } from "@relance/core";
import type { GatewayLike } from "relance";
import type { Visitor } from "../access/visitor.ts";
import { headers } from "../http/answers.ts";
import { BadRequest, type Fields } from "../http/read-request.ts";
import type { PeoplePage, RevealedPerson, ShownPerson } from "../wire/people.ts";
import { listedPerson, revealedPerson, shownPerson } from "./shown-person.ts";

const PAGE = 50;
const MOST_CAMPAIGNS = 2_147_483_647;

/** Questions about people; addresses stay hidden but for {@link reveal} and {@link export}. */
export function createPeopleDesk({ internals: { store, engine } }: GatewayLike) {
  const campaignOf = (fields: Fields) => fields.number("campaign", 1, MOST_CAMPAIGNS);
  const causeOf = (fields: Fields) => fields.optional("cause", 100);

  return {
    async find(fields: Fields): Promise<PeoplePage> {
      const found = await engine.views.find(campaignOf(fields), fields.text("text", 200));
      return { people: found.map(listedPerson), cursor: undefined };
    },

    async read(fields: Fields): Promise<{ readonly person: ShownPerson | undefined }> {
      const person = await store.read({ campaign: campaignOf(fields), key: fields.text("key", 500) });
      if (person === undefined) return { person };
      const { enrollment } = person;
      return { person: shownPerson(person, await store.receipts({ enrollment })) };
    },

    async unreached(fields: Fields): Promise<PeoplePage> {
      const campaign = campaignOf(fields);
      const cause = causeOf(fields);
      let cursor = fields.optional("cursor", 100);
      // a page of the store may be short: a rare state must not keep a read open for long
      for (;;) {
        const page = await store.list({ campaign, unreached: true, cause, cursor, limit: PAGE });
        cursor = page.cursor;
        if (page.rows.length > 0 || cursor === undefined) return { people: page.rows.map(listedPerson), cursor };
      }
    },

    /** The same as a file, with all addresses. Written first, told then. */
    async export(fields: Fields, visitor: Visitor): Promise<Response> {
      const campaign = await engine.campaign(campaignOf(fields));
      await store.move({ campaign: campaign.id, move: "reveal", ...fields.by(visitor) });
      const lines = exportLines(campaign.unreached({ cause: causeOf(fields) }), "csv");
      return new Response(Readable.toWeb(Readable.from(encoded(lines))) as ReadableStream, {
        headers: headers("text/csv"),
      });
    },

    /** Written first, shown then: nobody sees an address of which that is not known. */
    async reveal(fields: Fields, visitor: Visitor): Promise<{ readonly people: readonly RevealedPerson[] }> {
      const campaign = campaignOf(fields);
      const keys = fields.texts("keys", PAGE, 500);
      await store.move({ campaign, move: "reveal", keys, ...fields.by(visitor) });
      const people = await Promise.all(keys.map((key) => store.read({ campaign, key })));
      const known: RevealedPerson[] = [];
      for (const person of people) {
        if (person === undefined) continue;
        const { enrollment } = person;
        // a list shows addresses alone
        const isOne = keys.length === 1;
        const receipts = isOne ? await store.receipts({ enrollment, withRequests: true }) : [];
        known.push(revealedPerson(person, receipts, isOne ? await engine.views.messages(person) : []));
      }
      if (known.length === 0) throw new BadRequest("nobody of that key is enrolled");
      return { people: known };
    },
  };
}

async function* encoded(texts: AsyncIterable<string>): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(text);
}
