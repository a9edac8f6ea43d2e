import type { CodeTemplates } from "@relance/campaign";
import { defineCampaign } from "@relance/campaign";
import type { OnUnknownAction } from "@relance/spec";
import type { CampaignDefinition, LoadedCampaign, Step } from "relance";

/** Draws from [0, n). */
export type Draw = (n: number) => number;

const TEXT = "reminder@1";

export const TEMPLATES: CodeTemplates = {
  [TEXT]: {
    sms: () => ({ text: "please confirm" }),
    email: () => ({ subject: "please confirm", text: "please confirm" }),
    push: () => ({ title: "please confirm", body: "please confirm" }),
  },
};

function step(draw: Draw, channel: Step["channel"], isLast: boolean): Step {
  const route =
    channel === "sms" ? (["main", "second"] as const).slice(0, 1 + draw(2)) : channel === "email" ? ["smtp"] : ["web"];
  const actions: readonly OnUnknownAction[] = ["reroute", "reroute", "escalate", "wait"];
  return {
    channel,
    route,
    template: TEXT,
    wait: isLast && draw(2) === 0 ? undefined : `${5 + draw(12)}m`,
    onUnknown: { after: `${1 + draw(5)}m`, do: actions[draw(actions.length)] },
  };
}

/** A small campaign that a seed decides: steps, routes, waits, what silence means. */
export function randomCampaign(draw: Draw): LoadedCampaign {
  const channels = (["sms", "email", "push"] as const).filter((_, place) => place === 0 || draw(3) > 0);
  const ifLate = (["compress", "skip", "refuse"] as const)[draw(3)];
  const deadline = ifLate === "compress" ? `+${70 + draw(60)}m` : { column: "until" };
  const handover = draw(3);
  const definition: CampaignDefinition = {
    version: 1,
    name: "simulated",
    deadline,
    ifLate,
    handover: `${handover * 10}m`,
    ...(handover === 1 ? {} : { watch: { explore: "25%" } }),
    audience: {
      key: "id",
      contacts: { sms: ["mobile", "work"], email: "mail", push: "subscription" },
      country: "FR",
    },
    acknowledge: {
      on: "done",
      by: ["link", "event", "reply"],
      answers: {
        done: "close",
        promise: { snooze: "20m" },
        "wrong-person": "next-contact",
        help: "handover",
      },
      reply: { OK: "done" },
    },
    guarantee: draw(5) === 0 ? "at-least-once" : "at-most-once",
    steps: channels.map((channel, place) => step(draw, channel, place === channels.length - 1)),
  };
  return defineCampaign(definition, { templates: TEMPLATES });
}

/** Until a recipient's own deadline, in milliseconds: for one in ten it is seconds away. */
function timeLeft(draw: Draw): number {
  return draw(10) === 0 ? 1_000 + draw(30_000) : (20 + draw(90)) * 60_000 + 30_000;
}

/**
 * Rows of the audience: some without a phone, some with two, some with nothing, one refused; where rows have deadlines of
 * their own, time is short for some.
 */
export function randomPeople(draw: Draw, count: number, now: number): Record<string, string>[] {
  const people = Array.from({ length: count }, (_, n) => {
    const digits = String(1_000 + n).padStart(4, "0");
    return {
      id: `p${n}`,
      mobile: draw(8) === 0 ? "" : `+3363998${digits}`,
      work: draw(4) === 0 ? `+3363998${String(5_000 + n)}` : "",
      mail: draw(5) === 0 ? "" : `p${n}@example.org`,
      subscription: "",
      until: new Date(now + timeLeft(draw)).toISOString(),
    };
  });
  return [...people, { id: "", mobile: "+33639981999", work: "", mail: "", subscription: "", until: "" }];
}
