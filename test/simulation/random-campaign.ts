import { defineCampaign } from "@relance/campaign";
import type { MissingReceiptAction } from "@relance/spec";
import { share } from "@relance/testing";
import type { CampaignDefinition, LoadedCampaign, Step } from "relance";
import { BROKEN, MOODY } from "./courier.ts";
import { TEMPLATES, TEXT } from "./letter.ts";
import type { Troubles } from "./troubles.ts";

export type Draw = (n: number) => number;

const ROUTES: Readonly<Record<string, readonly string[]>> = { email: ["smtp"], push: ["web"], courier: ["bike"] };

function step(draw: Draw, channel: Step["channel"], isLast: boolean, troubles: Troubles): Step {
  const least = troubles.has("pauses") ? 2 : 1; // a campaign with pauses needs a second provider
  const sms = () => (["main", "second"] as const).slice(0, Math.max(1 + draw(2), least));
  const route = channel === "sms" ? sms() : (ROUTES[channel] ?? []);
  const actions: readonly MissingReceiptAction[] = ["reroute", "reroute", "escalate", "wait"];
  return {
    channel,
    route,
    template: TEXT,
    wait: isLast && draw(2) === 0 ? undefined : `${5 + draw(12)}m`,
    onMissingReceipt: { after: `${1 + draw(5)}m`, do: actions[draw(actions.length)] },
  };
}

export function eventOf(campaign: string): string {
  return `done-${campaign}`;
}

/** Returns a random small campaign: its steps, routes, waits, and actions after a missing receipt. */
export function randomCampaign(
  draw: Draw,
  troubles: Troubles,
  extra: Pick<CampaignDefinition, "name"> & Partial<CampaignDefinition>,
): LoadedCampaign {
  const third = troubles.has("third-party channels") ? "courier" : "push";
  const channels = (["sms", "email", third] as const).filter((_, place) => place === 0 || draw(3) > 0);
  const ifLate = (["compress", "skip", "refuse"] as const)[draw(3)];
  const deadline = ifLate === "compress" ? `${70 + draw(60)}m` : { column: "until" };
  const callBuffer = draw(3);
  const definition: CampaignDefinition = {
    version: 1,
    deadline,
    ifLate,
    callBuffer: `${callBuffer * 10}m`,
    ...(callBuffer === 1 || troubles.has("pauses") ? {} : { watch: { explore: "25%" } }),
    audience: {
      key: "id",
      contacts: { sms: ["mobile", "work", "home"], email: ["mail", "mail2"], push: "subscription", courier: "courier" },
      country: "FR",
    },
    confirm: {
      event: eventOf(extra.name),
      via: ["link", "event", "reply"],
      buttons: {
        done: "close",
        promise: "snooze 20m",
        "wrong-person": "next-contact",
        help: "call-me",
      },
      replies: { OK: "done" },
    },
    guarantee: draw(5) === 0 ? "at-least-once" : "at-most-once",
    ...extra,
    steps: channels.map((channel, place) => step(draw, channel, place === channels.length - 1, troubles)),
  };
  return defineCampaign(definition, { templates: TEMPLATES });
}

/**
 * Draws the time until a recipient's own deadline, in milliseconds. For a tenth of the recipients, the time is 1 to 31
 * seconds.
 */
function timeLeft(draw: Draw): number {
  return draw(10) === 0 ? 1_000 + draw(30_000) : (20 + draw(90)) * 60_000 + 30_000;
}

export interface Row {
  readonly id: string;
  readonly mobile: string;
  readonly work: string;
  readonly home: string;
  readonly mail: string;
  readonly mail2: string;
  readonly subscription: string;
  readonly courier: string;
  readonly until: string;
}

const NO_CONTACT = { mobile: "", work: "", home: "", mail: "", mail2: "", subscription: "", courier: "" };

/** Draws the audience. Some rows have no phone, two phones or no contact, and relance refuses one row. */
export function randomPeople(draw: Draw, count: number, now: number): Row[] {
  const people = Array.from({ length: count }, (_, n) => {
    const digits = String(1_000 + n).padStart(4, "0");
    return {
      ...NO_CONTACT,
      id: `p${n}`,
      mobile: draw(8) === 0 ? "" : `+3363998${digits}`,
      work: draw(4) === 0 ? `+3363998${String(5_000 + n)}` : "",
      mail: draw(5) === 0 ? "" : `p${n}@example.org`,
      until: new Date(now + timeLeft(draw)).toISOString(),
    };
  });
  return [...people, { ...NO_CONTACT, id: "", mobile: "+33639981999", until: "" }];
}

/** Adds the contacts that the troubles of this simulation need. */
export function troubledPeople(rows: readonly Row[], seed: number, troubles: Troubles): readonly Row[] {
  return rows.map((row, n) => {
    const roll = (name: string) => share(seed, row.id, name);
    const isShared = troubles.has("shared phones") && row.id !== "" && n > 0 && roll("shares") < 0.6;
    const desk = roll("desk");
    const kind = desk < 0.2 && row.mail !== "" ? BROKEN : desk < 0.4 ? MOODY : "desk";
    const hasDesk = troubles.has("third-party channels") && row.id !== "" && roll("has desk") < 0.7;
    const hasMore = troubles.has("several contacts");
    return {
      ...row,
      mobile: isShared ? (rows[n - 1]?.mobile ?? "") : row.mobile,
      courier: hasDesk ? `${kind} of ${row.id}` : "",
      home: hasMore && roll("home") < 0.8 ? `+3363998${7_000 + n}` : "",
      mail2: hasMore && roll("mail2") < 0.5 ? `${row.id}@second.example.org` : "",
    };
  });
}
