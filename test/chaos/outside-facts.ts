import type { Posted, World } from "@relance/simulator";
import type { CampaignDefinition } from "relance";
import type { FakeVendor, Report, Sending, StatusRequest, Word, WorldFacts } from "../support/oracle/facts.ts";
import { personAt } from "../support/people-campaign.ts";

const FAKE_VENDORS: Readonly<Record<string, FakeVendor>> = {
  "sms.main": { channel: "sms", vendor: "twilio", receipts: true, proves: false, lists: true },
  "sms.second": { channel: "sms", vendor: "second-carrier", receipts: true, proves: false, lists: false },
  "email.smtp": { channel: "email", vendor: "smtp", receipts: false, proves: false, lists: false },
};

const PROVIDERS: Readonly<Record<string, string>> = {
  twilio: "sms.main",
  gateway: "sms.second",
  smtp: "email.smtp",
};

const KINDS: Readonly<Record<string, Report["kind"]>> = {
  sent: "in-transit",
  delivered: "delivered",
  undelivered: "undelivered",
  expired: "undelivered",
};

const NOBODY = new Set(["30005", "30006", "unknown_subscriber"]);

export interface Outdoors {
  readonly world: World;
  readonly posted: readonly Posted[];
  readonly presses: readonly Word[];
}

export function outsideFacts(
  { world, posted, presses }: Outdoors,
  definition: CampaignDefinition,
  deadlines: ReadonlyMap<string, number>,
): WorldFacts {
  const sendings: Sending[] = [];
  const asked: StatusRequest[] = [];
  const people: WorldFacts["people"][number][] = [];
  for (const { person, submitted } of world.people()) {
    const { key, contacts } = person;
    people.push({ key, contacts, deadline: deadlines.get(key) ?? 0 });
    for (const { attemptId, provider, address, at, taken } of submitted) {
      const providerName = PROVIDERS[provider];
      if (attemptId === undefined || providerName === undefined) continue;
      const takenAt = taken ? at : undefined;
      sendings.push({
        attemptId,
        key,
        provider: providerName,
        address,
        at,
        takenAt,
        answer: "unsure",
        isStruck: false,
      });
      if (taken && providerName === "sms.main")
        asked.push({ provider: providerName, what: "look-up", attemptId, at, found: true });
    }
  }
  const read = posted.map(readPost);
  return {
    definition,
    fakeVendors: FAKE_VENDORS,
    people,
    sendings,
    reports: read.flatMap(({ report }) => report ?? []),
    words: [...presses, ...read.flatMap(({ word }) => word ?? [])],
    asked,
    downtime: [],
    endedAt: world.clock.now(),
  };
}

function readPost({ url, body, status, at, answeredAt }: Posted): {
  readonly report?: Report;
  readonly word?: Word;
} {
  const keptAt = status >= 200 && status < 300 ? answeredAt : undefined;
  const isMain = new URL(url).pathname.endsWith("/sms.main");
  const form = isMain ? new URLSearchParams(body) : new Map(Object.entries(JSON.parse(body) as object));
  const text = (name: string) => String(form.get(name) ?? "");
  if (isMain && text("Body") !== "") {
    const says = text("Body").toUpperCase() === "STOP" ? "stop" : "done";
    const address = text("From");
    return { word: { key: personAt(address), says, address, at, toldAt: keptAt, status: "recorded" } };
  }
  const kind = KINDS[text(isMain ? "MessageStatus" : "status")];
  const attemptId = isMain ? (new URL(url).searchParams.get("a") ?? "") : text("reference");
  if (kind === undefined || attemptId === "") return {};
  const provider = isMain ? "sms.main" : "sms.second";
  const addressPermanent = NOBODY.has(text(isMain ? "ErrorCode" : "error"));
  return { report: { attemptId, provider, kind, addressPermanent, at, keptAt, isByRef: false } };
}
