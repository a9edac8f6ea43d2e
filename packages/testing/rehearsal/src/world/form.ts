import { rollDice, type TestPhones, type World } from "@relance/simulator";
import { ConfigError, MessageError } from "@relance/spec";
import type { Relance, RelanceConfig } from "relance";
import type { RehearsedCalls, RehearsedForm } from "../rehearsal.ts";
import { resolveMoment, type ScenarioForm } from "../scenario/scenario.ts";

const MINUTE_MS = 60_000;
const TEXT = "Your code is 471 108.";
const PER_PREFIX_MINUTE = 60;
/** Share of visitors who enter the code that they receive. */
const CONFIRMING = 0.9;
/** Average time from a visitor's request to the entered code. Visitors who have received no code leave after this time. */
const TYPED_AFTER_MS = MINUTE_MS;

export function readGuard({ sendGuard: configured }: Partial<RelanceConfig["security"]> = {}): RehearsedForm["guard"] {
  const { countries, perPrefixMinute = PER_PREFIX_MINUTE } = configured ?? {};
  return { countries, perPrefixMinute, isConfigured: configured !== undefined };
}

interface OpenForm {
  readonly pumpedFrom: number;
  /**
   * Returns the result when all calls have ended.
   * @throws the errors of `send()`, except refusals by the guard
   */
  read(): Promise<RehearsedForm>;
}

/** Opens a public form during a campaign. @throws {ConfigError} `scenario/invalid` */
export async function openForm(
  { visitors, pumped, numbers, from, until }: ScenarioForm,
  parts: {
    readonly world: World;
    readonly gateway: Pick<Relance, "send" | "acknowledge">;
    readonly guard: RehearsedForm["guard"];
    /** Phone numbers for visitors. No recipient of the campaign has one of these numbers. */
    readonly phones: TestPhones;
    readonly startAt: number;
    readonly timezone: string | undefined;
  },
): Promise<OpenForm> {
  const { world, gateway, guard, phones, startAt, timezone = "UTC" } = parts;
  const { clock } = world;
  const counts = { visitors: noCalls(), pumping: noCalls() };
  const pumpedFrom = resolveMoment(from, startAt, timezone);
  const endAt = resolveMoment(until, startAt, timezone);
  let work = Promise.resolve();
  if ((await phones.lend(networkName(0))) === undefined) {
    throw new ConfigError("scenario/invalid", "form: the campaign has no phone numbers for visitors");
  }
  come(startAt, visitors, visit);
  come(pumpedFrom, pumped, async (nth) => {
    await ask(counts.pumping, numberLike(numbers, nth));
  });

  function come(at: number, perMinute: number, call: (nth: number) => Promise<void>, nth = 0): void {
    const next = Math.round(at + (nth * MINUTE_MS) / perMinute);
    if (!(next < endAt)) return;
    clock.at(next, () => {
      inTurn(() => call(nth));
      come(at, perMinute, call, nth + 1);
    });
  }

  /** Runs calls one after another, so that a seed always gives the same result. */
  function inTurn(act: () => Promise<void>): void {
    work = work.then(act);
    work.catch(() => {});
  }

  async function visit(nth: number): Promise<void> {
    const dice = rollDice(world.seed, ["visitor", nth]);
    const number = (await phones.lend(networkName(nth))) ?? "";
    if (!(await ask(counts.visitors, number)) || dice() >= CONFIRMING) return;
    const typedAt = Math.round(clock.now() - TYPED_AFTER_MS * Math.log(1 - dice()));
    clock.at(typedAt, () => inTurn(() => confirm(number)));
  }

  async function confirm(number: string): Promise<void> {
    if (!(await phones.seen(number, TEXT))) return;
    await gateway.acknowledge([{ key: number, id: number }]);
    counts.visitors.confirmed += 1;
  }

  async function ask(calls: Counted, number: string): Promise<boolean> {
    const recipient = { key: number, contacts: { sms: number } };
    calls.asked += 1;
    try {
      await gateway.send({ idempotencyKey: number, recipient, steps: [{ channel: "sms", content: { text: TEXT } }] });
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      calls.refused[error.code] = (calls.refused[error.code] ?? 0) + 1;
      return false;
    }
    calls.sent += 1;
    return true;
  }

  return {
    pumpedFrom,
    async read() {
      await work;
      return { guard, ...counts };
    },
  };
}

function networkName(nth: number): string {
  return `visitors ${nth % 7}`;
}

interface Counted extends RehearsedCalls {
  asked: number;
  sent: number;
  confirmed: number;
  readonly refused: Record<string, number>;
}

function noCalls(): Counted {
  return { asked: 0, sent: 0, confirmed: 0, refused: {} };
}

function numberLike(pattern: string, nth: number): string {
  const open = pattern.length - pattern.indexOf("#");
  return pattern.slice(0, -open) + String(nth % 10 ** open).padStart(open, "0");
}
