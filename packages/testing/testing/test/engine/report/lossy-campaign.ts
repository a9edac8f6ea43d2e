import type { CampaignReport, ReportOptions } from "@relance/report";
import type { Ledger } from "@relance/spec";
import { hello, MINUTE, openLaboratory, SECOND } from "../../support/laboratory.ts";
import { reportingCarrier } from "../../support/reporting-carrier.ts";
import { teachLatency } from "../../support/teach-latency.ts";

const PROVIDERS = ["sms.main", "sms.second"] as const;

/**
 * Runs a campaign through two carriers. The first carrier starts to lose a quarter of the messages, and every third
 * recipient confirms.
 */
export async function lossyCampaign({ people, wellForMs = 0 }: { people: number; wellForMs?: number }): Promise<{
  readonly startedAt: number;
  readonly sentOver: (provider: string) => number;
  readonly ledger: () => Promise<Ledger>;
  readonly report: (options?: ReportOptions) => Promise<CampaignReport>;
  readonly advance: (ms: number) => Promise<void>;
}> {
  let startedAt = Number.POSITIVE_INFINITY;
  const carriers = new Map<string, ReturnType<typeof reportingCarrier>>();
  const lab = await openLaboratory({
    sms: (world) => {
      const carrier = (provider: string, loses: (nth: number) => boolean) => {
        const made = reportingCarrier(world, provider, {
          store: () => lab.store,
          loses: (_, nth) => loses(nth),
        });
        carriers.set(provider, made);
        return made.provider;
      };
      const isIll = () => world.runtime.now() >= startedAt + wellForMs;
      return {
        main: carrier("sms.main", (nth) => nth % 4 === 0 && isIll()),
        second: carrier("sms.second", () => false),
      };
    },
    config: { observe: { log: () => {} } },
  });
  await teachLatency(lab.store);
  const { gateway } = await lab.open("worker");
  const ear = { incarnation: "ear", role: "receiver", version: "1", providers: PROVIDERS } as const;
  void (async () => {
    for (;;) {
      await lab.store.heartbeat(ear);
      await lab.world.runtime.sleep(5 * SECOND);
    }
  })();
  void gateway.run({ signal: new AbortController().signal });
  const definition = {
    deadline: "50m",
    steps: [
      { channel: "sms", route: ["main", "second"], template: "hello@1", wait: "20m" },
      { channel: "sms", route: ["second"], template: "hello@1" },
    ],
    confirm: { event: "came", via: ["event"] },
    firstWave: Math.round(people / 10),
    rate: "100/s",
  } as const;
  const recipients = Array.from({ length: people }, (_, n) => ({
    id: `p${n}`,
    mobile: `+336${String(3_998_0000 + n * 7).padStart(8, "0")}`,
  }));
  startedAt = lab.time.now();
  const campaign = await lab.finish(gateway.campaigns.start(hello(definition), { rows: recipients }));
  startedAt = lab.time.now();
  void (async () => {
    for (let n = 0; n < people; n += 3) {
      await lab.world.runtime.sleep((40 * MINUTE) / people);
      void gateway.acknowledge([{ key: `p${n}`, on: "came" }]);
    }
  })();
  return {
    startedAt,
    sentOver: (provider) => carriers.get(provider)?.sent.length ?? 0,
    ledger: () => lab.ledger(),
    report: (options) => lab.finish(campaign.report(options)),
    advance: (ms) => lab.time.advance(ms),
  };
}

/** Milliseconds after which no event can follow. The deadline is 50 minutes after the start. */
export const TO_THE_END: number = 55 * MINUTE;
