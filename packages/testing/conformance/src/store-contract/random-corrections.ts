import { hash } from "node:crypto";
import { expect, it } from "vitest";
import { rescheduleRows } from "./reschedule.ts";
import { HOUR, route, SECOND, step } from "./scene/plan.ts";
import { phoneNumbered } from "./scene/rows.ts";
import type { Scene, Sent } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const SEEDS = 25;
const TURNS = 14;
/** Final rounds, in which every dead address is reported and every step ends. */
const LAST_ROUNDS = 16;
const MOST_ADDRESSES = 7;

const PROVIDERS = { sms: "sms.main", email: "email.smtp" } as const;
type Channel = keyof typeof PROVIDERS;

const sms = () => step("sms", { route: [route()] });
const plan = { steps: [sms(), step("email"), sms(), step("email")] };
const deadline = { afterMs: 500 * HOUR };

interface Message {
  readonly step: number;
  readonly channel: Channel;
  readonly address: string;
  readonly sent: Sent;
  isReported: boolean;
}

/**
 * A recipient whose number and mailbox are corrected several times. Each address either works or is reported as dead.
 */
class Correction {
  readonly messages: Message[] = [];
  readonly trace: string[] = [];
  readonly #here: Scene;
  readonly #seed: number;
  readonly #now: Record<Channel, string> = { sms: phoneNumbered(1), email: "m1@example.org" };
  #addresses = 1;
  #rolls = 0;

  constructor(here: Scene, seed: number) {
    this.#here = here;
    this.#seed = seed;
  }

  #roll(name: number | string = this.#rolls++): number {
    return Number.parseInt(hash("sha256", `${this.#seed} ${name}`, "hex").slice(0, 8), 16) / 2 ** 32;
  }

  #works(address: string): boolean {
    return this.#roll(address) < 0.45;
  }

  async #send(): Promise<void> {
    for (const channel of ["sms", "email"] as const) {
      for (const sent of await this.#here.send(PROVIDERS[channel])) {
        const { step, address } = sent;
        this.messages.push({ step, channel, address, sent, isReported: false });
        this.trace.push(`step ${step} to ${address}, which ${this.#works(address) ? "works" : "is dead"}`);
      }
    }
  }

  async #report(message: Message | undefined): Promise<void> {
    if (message === undefined) return;
    message.isReported = true;
    this.trace.push(`report of step ${message.step} to ${message.address}`);
    if (this.#works(message.address)) await this.#here.receipt(message.sent, "delivered");
    else await this.#here.receipt(message.sent, "undelivered", { addressPermanent: true });
    await this.#here.decide();
  }

  async #pass(): Promise<void> {
    const { statuses } = await rescheduleRows(this.#here, [
      1,
      { sms: [this.#now.sms], email: [this.#now.email], deadline },
    ]);
    this.trace.push(`row ${this.#now.sms} ${this.#now.email}: ${statuses[0]}`);
  }

  async #correct(): Promise<void> {
    const which = this.#roll();
    this.#addresses += 1;
    if (which < 0.65) this.#now.sms = phoneNumbered(this.#addresses);
    if (which > 0.45) this.#now.email = `m${this.#addresses}@example.org`;
    await this.#pass();
  }

  async #endWait(): Promise<void> {
    await this.#here.skip(HOUR + SECOND);
    await this.#here.decide();
    this.trace.push("end of a wait");
  }

  async live(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) {
      const act = this.#roll();
      const open = this.messages.filter(({ isReported }) => !isReported);
      if (act < 0.35) await this.#send();
      else if (act < 0.6) await this.#endWait();
      else if (act < 0.8) await this.#report(open[Math.floor(this.#roll() * open.length)]);
      else if (this.#addresses < MOST_ADDRESSES) await this.#correct();
    }
    for (let round = 0; round < LAST_ROUNDS; round++) {
      for (const one of this.messages) if (!one.isReported && !this.#works(one.address)) await this.#report(one);
      if (round < 5 && this.#roll() < 0.5) await this.#correct();
      await this.#pass();
      await this.#send();
      await this.#endWait();
    }
  }

  /** Returns repeated and missed messages. Uses the true status of the addresses instead of the store. */
  faults(): string[] {
    const { messages } = this;
    const isReached = ({ step, channel }: Pick<Message, "step" | "channel">, among: readonly Message[]) =>
      among.some((one) => one.channel === channel && one.step >= step && this.#works(one.address));
    const repeated = messages.flatMap((message, place) => {
      const first = messages.findIndex(({ step }) => step === message.step);
      const isOnce = !isReached(message, messages.slice(first, place));
      return isOnce ? [] : [`step ${message.step} is repeated at ${message.address}`];
    });
    const missed = plan.steps.flatMap(({ channel: name }, index) => {
      const [step, channel] = [index + 1, name as Channel];
      const last = messages.findLastIndex((one) => one.step === step);
      const isOver =
        !this.#works(this.#now[channel]) || isReached({ step, channel }, messages.slice(Math.max(0, last)));
      return isOver ? [] : [`step ${step} reached no address, although ${this.#now[channel]} works`];
    });
    return [...repeated, ...missed];
  }
}

export const randomCorrectionsContract: Area = area("contacts corrected at random", ({ scene }) => {
  it("lets each step reach one address that works, and repeats no step that reached one", async () => {
    for (let seed = 0; seed < SEEDS; seed++) {
      const first = { sms: [phoneNumbered(1)], email: ["m1@example.org"], deadline };
      const here = await scene({ plan, people: [first] });
      const correction = new Correction(here, seed);
      await correction.live();
      expect(correction.faults(), `seed ${seed}\n${correction.trace.join("\n")}`).toEqual([]);
      expect((await here.person("p1")).state).toBe("exhausted");
    }
  });
});
