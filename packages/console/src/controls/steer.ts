import { type CampaignHandle, isLive, type Steered } from "@relance/core";
import { ConfigError } from "@relance/spec";
import type { GatewayLike } from "relance";
import type { Visitor } from "../access/visitor.ts";
import { BadRequest, type Fields } from "../http/read-request.ts";

const MINUTE_MS = 60_000;
const MONTH_MS = 31 * 24 * 60 * MINUTE_MS;
const MOST_CAMPAIGNS = 2_147_483_647;
const MOST_STEPS = 1_000;
const MOST_VERSIONS = 2_147_483_647;

/** Slower than this is a pause that nobody looks at again. */
const LEAST_PER_MINUTE = 1;
const MOST_PER_MINUTE = 600_000;

/** Which queues are meant, and what was shown of them to whoever asks. */
const queuesOf = (fields: Fields) => ({
  step: fields.optionalNumber("step", 1, MOST_STEPS),
  destination: fields.optional("destination", 100),
  version: fields.optionalNumber("version", 0, MOST_VERSIONS),
});

/** What operators do to a campaign that goes on, in their name: as the commands of the same names do it. */
export function createControls({ campaigns, views }: GatewayLike) {
  /**
   * @throws {ConfigError} `campaign/unknown`, `campaign/not-running`: what is over or ends already is steered by nobody, or its
   * story would tell of orders that did nothing
   */
  async function runningOf(fields: Fields): Promise<CampaignHandle> {
    const handle = await campaigns.get(fields.number("campaign", 1, MOST_CAMPAIGNS));
    const ledger = await handle.counts();
    if (!isLive(ledger) || ledger.state === "cancelling")
      throw new ConfigError("campaign/not-running", `the campaign is ${ledger.state}: nothing is steered in it`);
    return handle;
  }

  return {
    async pause(fields: Fields, visitor: Visitor): Promise<Steered> {
      const now = (await views.now()).getTime();
      const handle = await runningOf(fields);
      return handle.pause({
        ...fields.by(visitor),
        ...queuesOf(fields),
        provider: fields.optional("provider", 100),
        via: fields.optional("via", 100),
        reviewAt: new Date(now + fields.number("reviewInMs", MINUTE_MS, MONTH_MS)),
      });
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

    /** Without `perMinute` the limit is lifted. */
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
      const { name } = await handle.counts();
      if (fields.text("name", 500) !== name) throw new BadRequest(`name: write ${name} to cancel it`);
      return { cancelled: await handle.cancel(by) };
    },
  };
}
