import { withPostgres } from "@relance/test-postgres/vitest";
import { describe, expect, it } from "vitest";
import { besideNothing } from "../support/over-stores.ts";
import { relance } from "./support/relance-process.ts";
import { cookieOf, openWatched, TOKEN } from "./support/watched.ts";

const BY = { actor: "Ada", reason: "carrier called" };
const PAUSE = { reviewInMs: 3_600_000, ...BY };
const ORDERS = {
  wait: { argv: ["pause", "--wait"], place: "pause", body: { wait: true, ...PAUSE } },
  reroute: { argv: ["pause", "--via", "sms.second"], place: "pause", body: { via: "sms.second", ...PAUSE } },
  resume: { argv: ["resume"], place: "resume", body: BY },
} as const;

/**
 * Commands of each round: `cli` runs once in another process. The console repeats its command until that process ends,
 * for at most `forMs`.
 */
const ROUNDS = [
  { cli: "wait", console: "reroute", forMs: 60_000 },
  { cli: "reroute", console: "resume", forMs: 300 },
  { cli: "resume", console: "wait", forMs: 60_000 },
] as const;

await withPostgres((postgres) =>
  describe("the console and a command in another process, for one provider at the same time", () => {
    it.each(ROUNDS)("$cli and $console: the reported state is what happens to the recipients", async (round) => {
      await using database = await postgres.createDatabase();
      await using place = await besideNothing();
      await using here = await openWatched({}, { db: database.url, works: false });
      const { gateway, settings, events } = here.stack;
      const cookie = await cookieOf(here.url, TOKEN);
      const { argv } = ORDERS[round.cli];
      const who = ["--provider", "sms.main", "--as", "bob", "--reason", "call"];
      await using command = relance(place.folder, settings, [argv[0], "stack", ...argv.slice(1), ...who]);
      const order = ORDERS[round.console];
      let isOver = false;
      const done = command.done.finally(() => {
        isOver = true;
      });
      for (const start = Date.now(); !isOver && Date.now() - start < round.forMs; ) {
        const response = await fetch(`${here.url}controls/${order.place}`, {
          method: "POST",
          headers: { cookie, "content-type": "application/json", "x-relance-console": "1" },
          body: JSON.stringify({ campaign: 1, provider: "sms.main", ...order.body }),
        });
        expect(response.status).toBe(200);
      }
      expect(await done).toMatchObject({ code: 0 });
      const campaign = await gateway.campaigns.get("stack");
      const [main] = await campaign.providerStatus();
      await gateway.runOnce({ within: "3s" });
      const sent = (await events()).flatMap((one) => (one.type === "attempt.accepted" ? one.provider : []));
      const last = round.forMs > 1_000 ? round.console : round.cli;
      const via = { wait: [], reroute: Array(8).fill("sms.second"), resume: Array(8).fill("sms.main") }[last];
      expect(sent).toEqual(via);
      const does = { wait: ["paused"], reroute: ["rerouted"], resume: [] }[last];
      expect(main?.causes.map((cause) => cause.does) ?? []).toEqual(does);
    });
  }),
);
