import type { AcknowledgeItem, CampaignDefinition } from "@relance/spec";
import { watch } from "relance";
import { partsOf } from "relance/parts";
import { hello, openLaboratory, SECOND } from "./laboratory.ts";
import { reportingCarrier } from "./reporting-carrier.ts";
import { teachWatch } from "./teach-latency.ts";

/** Number prefixes of five networks. */
export const NETWORKS = ["+3363", "+3364", "+3365", "+3366", "+3367"] as const;

const GRAIN_MS = 10 * SECOND;
/** Interval of the watch's checks. The watch compares answers only once a minute. */
const LOOK_MS = 10 * SECOND;

export interface AnsweringPeople {
  readonly people: number;
  /** Share of recipients with a message who answer, most of them within minutes. */
  readonly answers: number;
  /** Average minutes until an answer. @default 4 */
  readonly answerMinutes?: number;
  /** Returns whether the carrier drops a message that it reports as delivered. */
  readonly drops: (to: string, nth: number) => boolean;
  /** Returns whether the carrier sends no receipt for message number `nth`. @default none */
  readonly unreported?: (nth: number) => boolean;
  /** Returns whether the second carrier sends no receipt for message number `nth`. @default none */
  readonly secondUnreported?: (nth: number) => boolean;
  /** Whether the carrier's usual latency is configured. @default true */
  readonly isKnown?: boolean;
  readonly networks?: readonly string[];
  /** Whether receipts arrive almost instantly, as only invented receipts do. */
  readonly isTooGood?: boolean;
  readonly definition?: Partial<CampaignDefinition>;
  /** Counts of earlier campaigns through sms.main: campaign, recipients, answers. */
  readonly earlier?: Readonly<Record<string, readonly (readonly number[])[]>>;
}

/** Runs a campaign whose recipients answer messages that arrive. The carrier reports every message as delivered. */
export async function answeringPeople(setting: AnsweringPeople) {
  const { people, answers, drops, unreported = () => false, isKnown = true } = setting;
  const { networks = NETWORKS, isTooGood = false, definition, earlier = {}, answerMinutes = 4 } = setting;
  const { secondUnreported = () => false } = setting;
  const store = () => lab.store;
  const keys = new Map<string, string>();
  const mailed: string[] = [];
  let sent = (): number => 0;
  let reached = (): number => 0;
  const lab = await openLaboratory({
    sms: (world) => {
      const slowness = () => (isTooGood ? 0.001 : 1);
      const main = reportingCarrier(world, "sms.main", { store, loses: (_, nth) => unreported(nth), slowness });
      const second = reportingCarrier(world, "sms.second", { store, loses: (_, nth) => secondUnreported(nth) });
      sent = () => main.sent.length;
      reached = () => new Set([...main.sent, ...second.sent]).size;
      const send: typeof main.provider.send = async (message, context) => {
        const taken = await main.provider.send(message, context);
        const nth = main.sent.length;
        const chance = (nth * 0.618_034) % 1;
        if (!drops(message.to, nth) && chance < answers) void answer(message.to, chance / answers);
        return taken;
      };
      const answering = new Map<number, AcknowledgeItem[]>();
      const answer = async (to: string, chance: number) => {
        const at = world.runtime.now() - answerMinutes * 60 * SECOND * Math.log(1 - chance);
        const target = { tenant: "", key: keys.get(to) ?? "" };
        const said = { answer: "done", method: "link", strength: "gesture", source: "scene" } as const;
        const saidAt = Math.ceil(at / GRAIN_MS) * GRAIN_MS; // answers within the same interval are recorded together, which makes the test faster
        const others = answering.get(saidAt);
        const own = { target, ...said, sourceId: to };
        if (others !== undefined) {
          others.push(own);
          return;
        }
        const together = [own];
        answering.set(saidAt, together);
        await world.runtime.sleep(saidAt - world.runtime.now());
        answering.delete(saidAt);
        await lab.store.acknowledge(together);
      };
      return { main: { ...main.provider, send }, second: second.provider };
    },
    email: () => ({
      post: {
        kind: "post",
        vendor: "post",
        channel: "email",
        capabilities: { receipts: false, replies: false },
        async send({ to }) {
          mailed.push(to);
          return { ref: to };
        },
      },
    }),
    config: {
      observe: { log: () => {} },
      evidence: false,
      plugins: [
        watch({
          usual: isKnown ? { "sms.main": { median: "4s" }, "sms.second": { median: "4s" } } : {},
        }),
      ],
    },
    overrides: { pollMs: LOOK_MS },
  });
  await teachWatch(lab.store, "answers:sms.main", earlier);
  const { gateway } = await lab.open("worker");
  partsOf(gateway).engine.listen();
  void gateway.run({ signal: new AbortController().signal });
  const recipients = Array.from({ length: people }, (_, index) => {
    const network = networks[index % networks.length] ?? "";
    const mobile = `${network}${String(index).padStart(7, "0")}`;
    keys.set(mobile, `p${index}`);
    return { id: `p${index}`, mobile, mail: `${mobile.slice(1)}@example.org` };
  });
  const step = { channel: "sms", route: ["main", "second"], template: "hello@1", wait: "48h" } as const;
  const campaign = hello({ steps: [step], ...definition });
  await lab.finish(gateway.campaigns.start(campaign, { rows: recipients }));
  const startedAt = lab.time.now();
  return {
    lab,
    startedAt,
    sent: () => sent(),
    reached: () => reached(),
    /** Addresses of the sent mails. */
    mailed,
    incidents: async () => (await lab.store.incidents({ limit: 100 })).rows,
  };
}
