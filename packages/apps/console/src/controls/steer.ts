import type { Paused, PauseEffect, Steered } from "@relance/engine";
import { isLive } from "@relance/report";
import {
  ConfigError,
  channelOfProvider,
  DOUBTFUL_STOP,
  MessageError,
  type MessageErrorCode,
  OPTED_OUT,
} from "@relance/spec";
import type { CampaignHandle, RelanceLike } from "relance";
import type { Visitor } from "../access/visitor.ts";
import { BadRequest, toActor } from "../http/read-request.ts";
import type { Fields } from "../wire/requests.ts";

export function createControls({ campaigns, views }: RelanceLike) {
  /** @throws {ConfigError} `campaign/unknown`, `campaign/not-running` */
  async function open({ campaign }: { readonly campaign: number }): Promise<CampaignHandle> {
    const handle = await campaigns.get(campaign);
    const ledger = await handle.ledger();
    if (!isLive(ledger) || ledger.state === "cancelling")
      throw new ConfigError("campaign/not-running", `the campaign is ${ledger.state} and cannot be steered`);
    return handle;
  }

  return {
    async "controls/pause"(fields: Fields<"controls/pause">, visitor: Visitor): Promise<Paused> {
      const reviewAt = new Date((await views.now()).getTime() + fields.reviewInMs);
      const { via, wait } = fields;
      return (await open(fields)).pause({ ...toActor(fields, visitor), ...toQueues(fields), via, wait, reviewAt });
    },

    async "controls/pause-effect"(fields: Fields<"controls/pause-effect">): Promise<PauseEffect> {
      const { version: _, ...queues } = toQueues(fields);
      const { via, wait } = fields;
      return (await open(fields)).pauseEffect({ ...queues, via, wait });
    },

    async "controls/resume"(fields: Fields<"controls/resume">, visitor: Visitor): Promise<Steered> {
      const { override } = fields;
      const handle = await open(fields);
      const { version, isUnseen } = await handle.resume({ ...toActor(fields, visitor), ...toQueues(fields), override });
      return { version, isUnseen };
    },

    async "controls/throttle"(fields: Fields<"controls/throttle">, visitor: Visitor): Promise<Steered> {
      const { provider, perMinute } = fields;
      const perSecond = perMinute === undefined ? null : perMinute / 60;
      const handle = await open(fields);
      return handle.throttle({ ...toActor(fields, visitor), ...toQueues(fields), provider, perSecond });
    },

    async "controls/cancel"(fields: Fields<"controls/cancel">, visitor: Visitor) {
      const handle = await open(fields);
      const { name } = await handle.ledger();
      if (fields.name !== name) throw new BadRequest(`name: write ${name} to cancel it`);
      return { cancelled: await handle.cancel(toActor(fields, visitor)) };
    },
  };
}

function toQueues({ provider, step, destination, version }: Omit<Fields<"controls/pause-effect">, "wait">) {
  return { provider, step, destination, version };
}

const REFUSED = {
  "message/stale-revision": "the recipient has moved since the page was read; nothing was done",
  "message/not-moved": "nothing was done: the recipient has confirmed, or has no further step, address or time",
  "message/unknown-recipient": "no recipient of that key is enrolled",
} as const;

/** Handles an operator's commands about recipients and the deadline. The store decides which commands are possible. */
export function createOrders({ campaigns, suppressions }: RelanceLike) {
  const orderOne =
    (transition: "escalate" | "resume") =>
    async (fields: Fields<"orders/resume">, visitor: Visitor): Promise<{ readonly moved: number }> => {
      const campaign = await campaigns.get(fields.campaign);
      const order = { ...toActor(fields, visitor), ifRevision: fields.revision };
      const { moved, refused } = await campaign[transition]([fields.key], order);
      refuse(refused);
      return { moved };
    };

  return {
    /** @throws {ConfigError} `campaign/unknown`, `campaign/not-running`, `campaign/deadline-not-later` */
    async "orders/extend"(fields: Fields<"orders/extend">, visitor: Visitor) {
      const campaign = await campaigns.get(fields.campaign);
      return campaign.extend({ until: new Date(fields.until), ...toActor(fields, visitor) });
    },
    "orders/escalate": orderOne("escalate"),
    "orders/resume": orderOne("resume"),
    /** Applies the operator's decision to every tenant that uses the contact. */
    async "orders/judge"(fields: Fields<"orders/judge">, visitor: Visitor) {
      const campaign = await campaigns.get(fields.campaign);
      const { actor } = toActor(fields, visitor);
      const reply = (await campaign.recipient(fields.key))?.replies.find(({ id }) => id === fields.reply);
      if (reply === undefined) throw new MessageError("message/unknown-recipient", "no such reply is stored");
      const { tenant } = await campaign.ledger();
      const channel = channelOfProvider(reply.provider) ?? "sms";
      const contact = { channel, address: reply.from, tenant, actor };
      const [answer] = fields.isStop
        ? await suppressions.add([{ ...contact, reason: OPTED_OUT }])
        : await suppressions.remove([{ ...contact, reason: DOUBTFUL_STOP }]);
      return { people: answer?.people ?? 0 };
    },
    async "orders/confirm"(fields: Fields<"orders/confirm">, visitor: Visitor) {
      const campaign = await campaigns.get(fields.campaign);
      const { confirmed, refused } = await campaign.confirm([fields.key], toActor(fields, visitor));
      refuse(refused);
      return { confirmed };
    },
  };
}

function refuse([left]: readonly { readonly code: MessageErrorCode }[]): void {
  if (left === undefined) return;
  const { code } = left;
  throw new MessageError(code, code in REFUSED ? REFUSED[code as keyof typeof REFUSED] : "nothing was done");
}
