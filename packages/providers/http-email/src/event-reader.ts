import { attemptIn, fieldPath, jsonBody, readTime, textAt } from "@relance/provider-kit";
import { type InboundItem, type ReceiptReader, vendorCode, WebhookError } from "@relance/spec";
import type { EmailEvent, EventDescription, Places } from "./email-description.ts";

type Find = (event: unknown) => string | undefined;

/** Reads the events of a mail service. Skips events that cannot be read. */
export function eventReader(description: EventDescription): ReceiptReader {
  const { proof, maxBytes } = description;
  const kindsAt = description.kind.map(finder);
  const readMeaning = meanings(description.meanings);
  const find = {
    tag: finder(description.tag),
    recipient: finder(description.recipient),
    nonce: finder(description.nonce),
    code: finder(description.code),
    at: finder(description.at),
  };

  function readKind(event: unknown): string {
    return kindsAt.flatMap((kindAt) => kindAt(event) ?? []).join(" ");
  }

  function read(event: unknown, kind: string, receivedAt: string): InboundItem | undefined {
    const attemptId = attemptIn(find.tag(event), receivedAt);
    const nonce = find.nonce(event);
    // a nonce is stored even if its event is unused, because a forged event could use it later
    const unused = nonce === undefined ? undefined : "noted";
    const meaning = attemptId === undefined ? unused : (readMeaning(kind) ?? unused);
    if (meaning === undefined) return undefined;
    return toItem(meaning, {
      kind,
      attemptId,
      recipient: find.recipient(event),
      nonce,
      errorCode: vendorCode(find.code(event)),
      occurredAt: readTime(find.at(event)),
    });
  }

  return {
    proof: "own-signature",
    verify: (request) => proof.verify(request),
    ...(description.nonce !== undefined && { nonce: (request) => find.nonce(jsonBody(request)) }),
    async parse(request) {
      const body = proof.read === undefined ? jsonBody(request) : await proof.read(request);
      if (body === undefined) return []; // the request contains no event
      const events = [body].flat().map((event) => ({ event, kind: readKind(event) }));
      if (events.length > 0 && events.every(({ kind }) => kind === "")) {
        throw new WebhookError("webhook/unreadable", `${description.kind[0]} is missing`);
      }
      return events.flatMap(({ event, kind }) => read(event, kind, request.url) ?? []);
    },
    reply: { status: 200 }, // after any other 2xx, Postmark and Mailgun repeat the request
    ...(maxBytes === undefined ? {} : { maxBytes }),
  };
}

function finder(places: Places | undefined): Find {
  const paths = places === undefined ? [] : [places].flat().map(fieldPath);
  return (event) => {
    for (const path of paths) {
      const text = textAt(event, path);
      if (text !== undefined) return text;
    }
    return undefined;
  };
}

function meanings(table: EventDescription["meanings"]): (kind: string) => EmailEvent | undefined {
  const known = new Map(Object.entries(table));
  return (kind) => {
    for (let words = kind; ; words = words.slice(0, words.lastIndexOf(" "))) {
      const meaning = known.get(words);
      if (meaning !== undefined || !words.includes(" ")) return meaning;
    }
  };
}

interface EventFacts {
  readonly kind: string;
  readonly attemptId: string | undefined;
  readonly recipient: string | undefined;
  readonly nonce: string | undefined;
  readonly errorCode: string | undefined;
  readonly occurredAt: number | undefined;
}

function toItem(meaning: EmailEvent, facts: EventFacts): InboundItem | undefined {
  const { kind, attemptId, recipient, nonce, errorCode, occurredAt } = facts;
  const receipt = { type: "receipt", quality: "mailbox-server", attemptId, nonce, occurredAt } as const;
  switch (meaning) {
    case "deferred":
      return { ...receipt, kind: "in-transit" };
    case "delivered":
      return { ...receipt, kind: "delivered" };
    case "bounced":
    case "dead":
      return { ...receipt, kind: "undelivered", errorCode, addressPermanent: meaning === "dead" };
    case "opened":
      return { type: "signal", kind: "shown", attemptId, nonce, detail: meaning, occurredAt };
    case "clicked":
      return { type: "signal", kind: "link-fetched", attemptId, nonce, detail: meaning, occurredAt };
    case "noted":
      return { type: "signal", kind: "received", attemptId, nonce, detail: kind, occurredAt };
    case "complained": {
      if (recipient === undefined) return undefined;
      return {
        type: "reply",
        from: recipient,
        text: "",
        optOut: "stop",
        eventId: `complaint-${attemptId}`,
        nonce,
        occurredAt,
      };
    }
  }
}
