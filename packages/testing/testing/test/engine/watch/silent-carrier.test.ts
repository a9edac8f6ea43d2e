import { type Provider, ProviderError, type ProviderErrorCode } from "@relance/spec";
import { afterEach, describe, expect, inject, it } from "vitest";
import type { VirtualProcess } from "../../../src/index.ts";
import { HOUR, hello, type Laboratory, MINUTE, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

const isFirst = inject("part") !== "more";
const isWhole = inject("part") !== "once";

const DAY = 24 * HOUR;

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

/** What a carrier that does not answer does with a request. */
const TROUBLES = {
  "a 500": { code: "provider/unavailable", afterMs: 50 },
  "a 503": { code: "provider/unavailable", afterMs: 2 * SECOND },
  nothing: { code: "provider/timeout", afterMs: DAY },
  "half an answer": { code: "provider/connection-lost", afterMs: 100 },
} as const satisfies Readonly<Record<string, { readonly code: ProviderErrorCode; readonly afterMs: number }>>;

interface Heard {
  readonly via: string;
  readonly to: string;
  readonly at: number;
}

function inDoubt(code: ProviderErrorCode): ProviderError {
  return new ProviderError(code, "nobody knows", {
    provider: "a-carrier",
    disposition: "retry",
    outcome: "unknown",
  });
}

/** Answers after the delay, or when the caller aborts the request. */
async function answerOf(
  world: VirtualProcess,
  { code, afterMs }: { readonly code: ProviderErrorCode; readonly afterMs: number },
  signal: AbortSignal,
): Promise<never> {
  await world.runtime.sleep(afterMs, signal);
  throw inDoubt(code);
}

interface Facts {
  readonly trouble: keyof typeof TROUBLES;
  readonly deadline: string;
  /** Wait of the first step. */
  readonly wait: string;
  readonly route: readonly string[];
  readonly pollMs?: number | undefined;
  /** When the first carrier works again. @default never */
  readonly wellAfterMs?: number | undefined;
  readonly onLoss?: "warn" | undefined;
  readonly secondPerSecond?: number | undefined;
  readonly count?: number | undefined;
  /** Before `wellAfterMs`, the carrier accepts one message in this many. @default none */
  readonly takesOneIn?: number | undefined;
  readonly mainPerSecond?: number | undefined;
  /** Whether the campaign has only one step. @default false */
  readonly isOnlyStep?: boolean | undefined;
  /** Milliseconds after which a look-up at the first carrier finds an attempt. */
  readonly explainsWithinMs?: number | undefined;
}

/** Returns a generator of pseudo-random numbers that are the same in each run. */
function drawing(): () => number {
  let last = 1;
  return () => {
    last = (last * 48_271) % 2_147_483_647;
    return Math.floor(last / 1_000);
  };
}

async function opened(facts: Facts) {
  const { trouble, deadline, wait, route, wellAfterMs = Number.POSITIVE_INFINITY, count = 60 } = facts;
  const draw = drawing();
  const asked: Heard[] = [];
  const taken: Heard[] = [];
  const carrier = (world: VirtualProcess, name: string): Provider<"sms"> => ({
    kind: "a-carrier",
    channel: "sms",
    vendor: name,
    capabilities: {
      receipts: name === "main",
      replies: false,
      ...(name === "main" && facts.explainsWithinMs !== undefined ? { explainsWithinMs: facts.explainsWithinMs } : {}),
    },
    ...(name === "second" && facts.secondPerSecond !== undefined ? { perSecond: facts.secondPerSecond } : {}),
    ...(name === "main" && facts.mainPerSecond !== undefined ? { perSecond: facts.mainPerSecond } : {}),
    async send({ to }, { signal }) {
      const at = world.runtime.now() - begunAt;
      asked.push({ via: name, to, at });
      const isTaken = draw() % (facts.takesOneIn ?? Number.POSITIVE_INFINITY) === 1;
      if (name === "main" && at < wellAfterMs && !isTaken) return answerOf(world, TROUBLES[trouble], signal);
      await world.runtime.sleep(100);
      taken.push({ via: name, to, at });
      return { ref: `${name}-${taken.length}` };
    },
  });
  const lab: Laboratory = await openLaboratory({
    sms: (world) => ({ main: carrier(world, "main"), second: carrier(world, "second") }),
    email: (world) => ({
      post: {
        kind: "a-post",
        channel: "email",
        vendor: "post",
        capabilities: { receipts: false, replies: false },
        async send({ to }) {
          taken.push({ via: "post", to: `+33${to.slice(0, 9)}`, at: world.runtime.now() - begunAt });
          return { ref: "a mail" };
        },
      },
    }),
    overrides: { pollMs: facts.pollMs },
  });
  const begunAt = lab.time.now();
  const { gateway, process } = await lab.open("a");
  void gateway.run({ signal: stop.signal });
  const definition = hello({
    deadline,
    audience: { contacts: { sms: "mobile", email: "mail" } },
    steps: [
      { channel: "sms", route, template: "hello@1", wait },
      ...(facts.isOnlyStep === true ? [] : [{ channel: "email", route: ["post"], template: "hello@1" } as const]),
    ],
    ...(facts.onLoss === undefined ? {} : { watch: { onLoss: facts.onLoss } }),
  });
  const recipients = people(count).map((person) => ({
    ...person,
    mail: `${person.mobile?.slice(3)}@example.org`,
  }));
  const handle = await lab.finish(gateway.campaigns.start(definition, { rows: recipients }));
  return {
    lab,
    handle,
    asked,
    taken,
    /** Returns the number of recipients who got a message through these carriers. */
    reached: (...over: readonly string[]) =>
      new Set(taken.filter(({ via }) => over.includes(via)).map(({ to }) => to)).size,
    incidents: async () => (await lab.store.incidents({ limit: 100 })).rows,
    /** Kills the worker and starts another process. */
    async kill() {
      process.crash();
      const other = await lab.open("b");
      void other.gateway.run({ signal: stop.signal });
    },
  };
}

/** Returns the phone numbers that got two messages through the same carrier. */
function repeated(asked: readonly Heard[]): readonly string[] {
  const names = asked.map(({ via, to }) => `${via} ${to}`);
  return names.filter((name, place) => names.indexOf(name) !== place);
}

const SHORTEST = { deadline: "3m", wait: "1m", forMs: 3 * MINUTE, count: 300, pollMs: undefined } as const;
const LONGER = [
  { deadline: "10m", wait: "5m", forMs: 10 * MINUTE, count: 300, pollMs: undefined },
  { deadline: "2h", wait: "1h", forMs: 2 * HOUR, count: 60, pollMs: 30 * SECOND },
  { deadline: "72h", wait: "24h", forMs: 72 * HOUR, count: 60, pollMs: 5 * MINUTE },
] as const;
const DEADLINES = [...(isFirst ? [SHORTEST] : []), ...(isWhole ? LONGER : [])];

describe("a carrier that does not answer", () => {
  for (const trouble of Object.keys(TROUBLES) as (keyof typeof TROUBLES)[]) {
    for (const { deadline, wait, forMs, ...size } of DEADLINES) {
      it(`and reports ${trouble}: within ${deadline} all recipients get the message through the other carrier`, async () => {
        const { lab, asked, reached, incidents } = await opened({
          trouble,
          deadline,
          wait,
          route: ["main", "second"],
          ...size,
        });
        await lab.time.advance(Math.min(forMs, HOUR) - MINUTE);
        expect(reached("second")).toBe(size.count);
        expect(repeated(asked)).toEqual([]);
        expect(await incidents()).toMatchObject([{ kind: "breaker", provider: "sms.main", endedAt: undefined }]);
        expect((await lab.ledger()).states.expired).toBe(0);
      });

      it(`and reports ${trouble}: within ${deadline} all recipients get the next step`, async () => {
        const { lab, asked, reached, incidents } = await opened({
          trouble,
          deadline,
          wait,
          route: ["main"],
          ...size,
        });
        await lab.time.advance(Math.min(forMs, 26 * HOUR));
        expect(reached("post")).toBe(size.count);
        expect(repeated(asked)).toEqual([]);
        expect(await incidents()).toMatchObject([{ kind: "breaker", provider: "sms.main" }]);
      });
    }
  }
});

if (isFirst) {
  describe("a carrier that does not answer", () => {
    it.each([
      { explainsWithinMs: undefined, minutes: 10 },
      { explainsWithinMs: 2 * MINUTE, minutes: 2 },
    ])(
      "keeps recipients with an uncertain message for $minutes minutes, if it explains itself by then",
      async ({ explainsWithinMs, minutes }) => {
        const { lab, reached } = await opened({
          trouble: "a 500",
          deadline: "72h",
          wait: "24h",
          route: ["main", "second"],
          count: 3, // three failures do not close the carrier
          explainsWithinMs,
        });
        await lab.time.advance(minutes * MINUTE - 10 * SECOND);
        expect(reached("second")).toBe(0);
        await lab.time.advance(30 * SECOND);
        expect(reached("second")).toBe(3);
      },
    );

    it("is probed with one message while others use the other carrier, and gets its recipients back once the probe is accepted", async () => {
      const { lab, asked, taken, handle, incidents } = await opened({
        trouble: "a 500",
        deadline: "72h",
        wait: "24h",
        route: ["main", "second"],
        wellAfterMs: 50 * SECOND,
        secondPerSecond: 1,
        count: 150,
      });
      await lab.time.advance(30 * SECOND);
      const [main] = await lab.finish(handle.providerStatus());
      expect(main?.causes).toMatchObject([
        { by: "breaker", does: "closed" },
        { by: "plugin:watch", does: "rerouted", via: "sms.second" },
      ]);
      expect((await incidents())[0]?.notes[0]?.fact).toBe(
        "sms.main does not answer: at least the last 5 messages failed, the latest with provider/unavailable",
      );
      const doubted = asked.filter(({ via }) => via === "main").length;
      await lab.time.advance(MINUTE);
      expect(taken.filter(({ via }) => via === "main").length).toBeGreaterThan(150 - doubted - 70);
      await lab.time.advance(12 * MINUTE);
      expect(await incidents()).toMatchObject([{ kind: "breaker", endedAt: expect.any(Date) }]);
      expect(new Set(taken.map(({ to }) => to)).size).toBe(150);
      expect(repeated(asked)).toEqual([]);
    });

    it("that accepts one message in three has one incident, which ends once it has worked for five minutes", async () => {
      const { lab, asked, incidents } = await opened({
        trouble: "a 500",
        deadline: "72h",
        wait: "24h",
        route: ["main"],
        takesOneIn: 3,
        wellAfterMs: 8 * MINUTE,
        mainPerSecond: 1,
        count: 200,
      });
      await lab.time.advance(8 * MINUTE);
      expect(asked.length).toBeGreaterThan(40);
      const ofBreaker = async () => (await incidents()).filter(({ kind }) => kind === "breaker");
      expect(await ofBreaker()).toMatchObject([{ endedAt: undefined }]);
      await lab.time.advance(12 * MINUTE);
      expect(await ofBreaker()).toMatchObject([{ endedAt: expect.any(Date) }]);
    });

    it("keeps recipients without a message no longer than onMissingReceipt.after, however long their step is", async () => {
      const { lab, asked, reached } = await opened({
        trouble: "a 500",
        deadline: "72h",
        wait: "48h",
        route: ["main"],
      });
      await lab.time.advance(14 * MINUTE);
      expect(reached("post")).toBeLessThanOrEqual(new Set(asked.map(({ to }) => to)).size);
      expect(reached("post")).toBeLessThan(50);
      await lab.time.advance(2 * MINUTE);
      expect(reached("post")).toBeGreaterThanOrEqual(59); // one message may be a probe at this moment
      await lab.time.advance(10 * MINUTE);
      expect(reached("post")).toBe(60);
    });

    it("is only reported if the campaign says so (onLoss: warn): waiting recipients continue to their next step", async () => {
      const { lab, reached } = await opened({
        trouble: "a 500",
        deadline: "10m",
        wait: "5m",
        route: ["main", "second"],
        onLoss: "warn",
      });
      await lab.time.advance(10 * MINUTE);
      expect(reached("second", "post")).toBe(60);
    });

    it.each([
      { deadline: "10m", wait: "3m", doneMs: 5 * MINUTE },
      { deadline: "10m", wait: "9m", doneMs: 10 * MINUTE },
    ])(
      "lets recipients use the other carrier once their only step is over (onLoss: warn): $wait of $deadline",
      async (facts) => {
        const { lab, reached, asked } = await opened({
          trouble: "a 500",
          route: ["main", "second"],
          onLoss: "warn",
          isOnlyStep: true,
          ...facts,
        });
        await lab.time.advance(2 * MINUTE);
        const inDoubt = asked.filter(({ via }) => via === "main").length;
        expect(reached("second")).toBeLessThanOrEqual(inDoubt);
        expect(inDoubt).toBeLessThan(45);
        await lab.time.advance(facts.doneMs - 2 * MINUTE);
        expect(reached("second")).toBe(60);
        expect(repeated(asked)).toEqual([]);
      },
    );

    it("uses no more of the time of recipients whose worker is killed", async () => {
      const { lab, asked, reached, kill } = await opened({
        trouble: "nothing",
        deadline: "6m",
        wait: "2m",
        route: ["main", "second"],
        wellAfterMs: 5 * SECOND,
        count: 30,
      });
      await lab.time.advance(2 * SECOND); // by now, all messages are in flight
      expect(asked).toHaveLength(30);
      await kill();
      await lab.time.advance(3 * MINUTE);
      expect(reached("second")).toBe(30);
      expect(repeated(asked)).toEqual([]);
    });
  });
}
