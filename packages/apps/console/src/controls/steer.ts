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
import { BadRequest, type Fields } from "../http/read-request.ts";

const MINUTE_MS = 60_000;
const MONTH_MS = 31 * 24 * 60 * MINUTE_MS;
const MOST_CAMPAIGNS = 2_147_483_647;
const MOST_STEPS = 1_000;
const MOST_VERSIONS = 2_147_483_647;

/** A slower rate would be a pause without a review. */
const LEAST_PER_MINUTE = 1;
const MOST_PER_MINUTE = 600_000;

/** The chosen queues, and the version shown to the visitor. */
const queuesOf = (fields: Fields) => ({
  step: fields.optionalNumber("step", 1, MOST_STEPS),
  destination: fields.optional("destination", 100),
  version: fields.optionalNumber("version", 0, MOST_VERSIONS),
});

const pausedIn = (fields: Fields) => ({
  provider: fields.optional("provider", 100),
  via: fields.optional("via", 100),
  wait: fields.isTrue("wait"),
});

/** Operators' changes of running campaigns, in their name: like the commands of the same names. */
export function createControls({ campaigns, views }: RelanceLike) {
  /**
   * @throws {ConfigError} `campaign/unknown`, `campaign/not-running`: an ended or ending campaign takes no order,
   * because its history would contain orders without effect
   */
  async function runningOf(fields: Fields): Promise<CampaignHandle> {
    const handle = await campaigns.get(fields.number("campaign", 1, MOST_CAMPAIGNS));
    const ledger = await handle.ledger();
    if (!isLive(ledger) || ledger.state === "cancelling")
      throw new ConfigError("campaign/not-running", `the campaign is ${ledger.state} and cannot be steered`);
    return handle;
  }

  return {
    async pause(fields: Fields, visitor: Visitor): Promise<Paused> {
      const now = (await views.now()).getTime();
      const handle = await runningOf(fields);
      return handle.pause({
        ...fields.by(visitor),
        ...queuesOf(fields),
        ...pausedIn(fields),
        reviewAt: new Date(now + fields.number("reviewInMs", MINUTE_MS, MONTH_MS)),
      });
    },

    async pauseEffect(fields: Fields): Promise<PauseEffect> {
      const { version: _, ...queues } = queuesOf(fields);
      return (await runningOf(fields)).pauseEffect({ ...queues, ...pausedIn(fields) });
    },

    async resume(fields: Fields, visitor: Visitor): Promise<Steered> {
      const handle = await runningOf(fields);
      const provider = fields.optional("provider", 100);
      const scope = { provider, ...queuesOf(fields) };
      const { version, isUnseen } = await handle.resume({
        ...fields.by(visitor),
        ...scope,
        override: fields.isTrue("override"),
      });
      return { version, isUnseen };
    },

    /** Without `perMinute` the limit is removed. */
    async throttle(fields: Fields, visitor: Visitor): Promise<Steered> {
      const handle = await runningOf(fields);
      const perMinute = fields.optionalNumber("perMinute", LEAST_PER_MINUTE, MOST_PER_MINUTE);
      const provider = fields.text("provider", 100);
      const perSecond = perMinute === undefined ? null : perMinute / 60;
      return handle.throttle({ ...fields.by(visitor), ...queuesOf(fields), provider, perSecond });
    },

    async cancel(fields: Fields, visitor: Visitor): Promise<{ readonly cancelled: number }> {
      const handle = await runningOf(fields);
      const by = fields.by(visitor);
      const { name } = await handle.ledger();
      if (fields.text("name", 500) !== name) throw new BadRequest(`name: write ${name} to cancel it`);
      return { cancelled: await handle.cancel(by) };
    },
  };
}

/** The year 9999: later dates are parsed in different ways. */
const LATEST_MS = Date.UTC(9_999, 0);

const REFUSED = {
  "message/stale-epoch": "this person has moved on since you looked; nothing was done",
  "message/not-moved": "there was nothing to do for this person",
  "message/unknown-recipient": "no recipient of that key is enrolled",
} as const;

type Act<T> = (fields: Fields, visitor: Visitor) => Promise<T>;

/** Orders about recipients. */
interface Orders {
  /** @throws {ConfigError} `campaign/unknown`, `campaign/not-running`, `campaign/deadline-not-later` */
  readonly extend: Act<{ readonly moved: number; readonly reopened: number }>;
  readonly escalate: Act<Moved>;
  readonly resume: Act<Moved>;
  readonly confirm: Act<{ readonly confirmed: number }>;
  readonly judge: Act<{ readonly people: number }>;
}

interface Moved {
  readonly moved: number;
}

/**
 * Operators' orders about recipients and their time, in their name. The store decides what is still possible: a closed
 * campaign can be extended and a recipient resumed; in a cancelled one no recipient is moved.
 */
export function createOrders({ campaigns, suppressions }: RelanceLike): Orders {
  const campaignOf = (fields: Fields) => campaigns.get(fields.number("campaign", 1, MOST_CAMPAIGNS));

  /** @throws {MessageError} `message/stale-epoch`, `message/not-moved`, `message/unknown-recipient` */
  async function orderOne(transition: "escalate" | "resume", fields: Fields, visitor: Visitor): Promise<Moved> {
    const campaign = await campaignOf(fields);
    const ifEpoch = fields.number("epoch", 0, Number.MAX_SAFE_INTEGER);
    const { moved, refused } = await campaign[transition]([fields.text("key", 500)], {
      ...fields.by(visitor),
      ifEpoch,
    });
    refuse(refused);
    return { moved };
  }

  return {
    async extend(fields, visitor) {
      const campaign = await campaignOf(fields);
      const until = new Date(fields.number("until", 1, LATEST_MS));
      return campaign.extend({ until, ...fields.by(visitor) });
    },
    escalate: (fields, visitor) => orderOne("escalate", fields, visitor),
    resume: (fields, visitor) => orderOne("resume", fields, visitor),
    /** For every tenant whose contact the reply holds, as the store knows. */
    async judge(fields, visitor) {
      const campaign = await campaignOf(fields);
      const { actor } = fields.by(visitor);
      const number = fields.number("reply", 1, Number.MAX_SAFE_INTEGER);
      const reply = (await campaign.recipient(fields.text("key", 500)))?.replies.find(({ id }) => id === number);
      if (reply === undefined) throw new MessageError("message/unknown-recipient", "no such reply is stored");
      const { tenant } = await campaign.ledger();
      const channel = channelOfProvider(reply.provider) ?? "sms";
      const contact = { channel, address: reply.from, tenant, actor };
      const [answer] = fields.isTrue("isStop")
        ? await suppressions.add([{ ...contact, reason: OPTED_OUT }])
        : await suppressions.remove([{ ...contact, reason: DOUBTFUL_STOP }]);
      return { people: answer?.people ?? 0 };
    },
    /** A recipient's statement to the helpdesk is a fact, whatever their state. */
    async confirm(fields, visitor) {
      const campaign = await campaignOf(fields);
      const { confirmed, refused } = await campaign.confirm([fields.text("key", 500)], fields.by(visitor));
      refuse(refused);
      return { confirmed };
    },
  };
}

/** @throws {MessageError} the code of the first, if there is one */
function refuse([left]: readonly { readonly code: MessageErrorCode }[]): void {
  if (left === undefined) return;
  const { code } = left;
  throw new MessageError(code, code in REFUSED ? REFUSED[code as keyof typeof REFUSED] : "nothing was done");
}
