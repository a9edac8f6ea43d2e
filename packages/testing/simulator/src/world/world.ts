import { type Channel, checkOptions, indexText, nameAll, type PushSubscriptionLike } from "@relance/spec";
import type { Clock } from "./clock.ts";
import type { Courier } from "./courier.ts";
import type { CourierOptions } from "./courier-options.ts";
import { type Habits, USUAL_HABITS } from "./habits.ts";
import type { Hands } from "./hands.ts";
import {
  type Carrier,
  createCarrier,
  createMailHost,
  createPushService,
  type MailHost,
  type MailHostOptions,
  type PushService,
  type PushServiceOptions,
} from "./hosts.ts";
import { createLiving, type LivingPerson, type Person, type PersonRecord } from "./person.ts";
import { buildReport, type WorldReport } from "./report.ts";
import { createScript, type Fault, type Script } from "./script.ts";
import type { Holder, WorldCore } from "./world-core.ts";

export interface WorldOptions {
  /** Seed of every random decision. The same seed gives the same world. */
  readonly seed: number;
  readonly clock: Clock;
  /** @default USUAL_HABITS */
  readonly habits?: Partial<Habits> | undefined;
  /** Faults of providers. */
  readonly faults?: readonly Fault[] | undefined;
  /** Performs the recipients' actions on the software under test. @default recipients do not act */
  readonly hands?: Hands | undefined;
  readonly onPosted?: ((posted: Posted) => void) | undefined;
}

export interface Posted {
  readonly url: string;
  readonly body: string;
  /** HTTP status; 0 if no answer came. */
  readonly status: number;
  /** When the callback was posted. */
  readonly at: number;
  readonly answeredAt: number;
}

/** Phones that a sender uses as test contacts. Test phones report which messages arrived. */
export interface TestPhones {
  /** Returns a number in a network, or `undefined` if the network is unknown. */
  lend(network: string): Promise<string | undefined>;
  /** Returns whether a message with this text arrived at a number. */
  seen(number: string, text: string): Promise<boolean>;
}

/**
 * Simulated recipients and the couriers that reach them. A seed reproduces a run. Each random decision depends on the
 * seed and the subject, never on the order of calls, so two different senders get the same world.
 */
export interface World {
  readonly seed: number;
  readonly clock: Clock;
  readonly script: Script;
  add(people: Iterable<Person>): void;
  person(key: string): PersonRecord | undefined;
  people(): Iterable<PersonRecord>;
  /** Returns whether a recipient has this address. */
  knows(channel: Channel, address: string): boolean;
  /**
   * Returns test phones, which receive messages and do not act. `numberIn` returns a number in a network. {@link
   * report} does not count these phones.
   */
  canaries(numberIn: (network: string) => string | undefined): TestPhones;
  /** Returns the carrier with this name. The first call creates the carrier with these options. */
  carrier(name: string, options?: CourierOptions): Carrier;
  mailHost(name: string, options?: MailHostOptions): MailHost;
  /** Returns the push service with this name, for browsers, apps and custom channels. */
  pushService(name: string, options?: PushServiceOptions): PushService;
  /** Registers an outside call as in progress. The returned function ends the call. */
  begin(): () => void;
  /** Number of requests, callbacks and presses in progress. Time may jump only while the number is 0. */
  inFlight(): number;
  posted(posted: Posted): void;
  /** Returns when the next function of the world's clock is due. */
  nextAt(): number | undefined;
  /** Number of messages that couriers have accepted. */
  taken(): number;
  report(): WorldReport;
}

/** Creates a world without recipients. */
export function createWorld(options: WorldOptions): World {
  checkOptions("createWorld", options, nameAll<WorldOptions>()("seed clock habits faults hands onPosted"));
  checkOptions("createWorld.habits", options.habits, Object.keys(USUAL_HABITS));
  const { seed, clock, hands = {} } = options;
  const script = createScript(options.faults);
  const habits: Habits = { ...USUAL_HABITS, ...options.habits };
  const living = new Map<string, LivingPerson>();
  const holders = new Map<string, Holder>();
  const carriers = new Map<string, Carrier>();
  const mailHosts = new Map<string, MailHost>();
  const pushServices = new Map<string, PushService>();
  let inFlight = 0;
  let failures = 0;
  const core: WorldCore = { seed, clock, script, habits, hands, findHolder, track };

  return {
    seed,
    clock,
    script,
    add(people) {
      for (const person of people) settle(person);
    },
    person: (key) => living.get(key),
    people: () => living.values(),
    knows: (channel, address) => findHolder(channel, address) !== undefined,
    canaries: (numberIn) => ({
      async lend(network) {
        const number = numberIn(network);
        if (number === undefined || findHolder("sms", number) !== undefined) return number;
        const phone = createLiving({ key: number, contacts: [], persona: "silent" });
        holders.set(holderKey("sms", number), { living: phone, identity: `canary ${number}` });
        return number;
      },
      seen: async (number, text) =>
        findHolder("sms", number)?.living.received.some((message) => message.text === text) === true,
    }),
    carrier: (name, own = {}) => once(carriers, name, () => createCarrier(core, name, own)),
    mailHost: (name, own = {}) => once(mailHosts, name, () => createMailHost(core, name, own)),
    pushService: (name, own = {}) => once(pushServices, name, () => createPushService(core, name, own)),
    begin,
    inFlight: () => inFlight,
    posted: (posted) => options.onPosted?.(posted),
    nextAt: () => clock.nextAt(),
    taken: () => couriers().reduce((sum, { tally }) => sum + tally.taken, 0),
    report: () => buildReport(living.values(), couriers(), failures),
  };

  function couriers(): readonly Courier[] {
    return [...carriers.values(), ...mailHosts.values(), ...pushServices.values()];
  }

  function settle(person: Person): void {
    const newborn = createLiving(person);
    living.set(person.key, newborn);
    const numbers: Partial<Record<Channel, number>> = {};
    for (const { channel, address } of person.contacts) {
      const number = numbers[channel] ?? 0;
      numbers[channel] = number + 1;
      const identity = `${person.key}/${channel}/${number}`;
      holders.set(holderKey(channel, address), { living: newborn, identity });
    }
  }

  function findHolder(channel: Channel, address: string): Holder | undefined {
    return holders.get(holderKey(channel, address));
  }

  function begin(): () => void {
    let isOver = false;
    inFlight++;
    return () => {
      if (!isOver) inFlight--;
      isOver = true;
    };
  }

  function track<T>(work: T | Promise<T>, then?: (result: T) => void): void {
    if (!(work instanceof Promise)) {
      then?.(work);
      return;
    }
    const end = begin();
    work
      .then((result) => then?.(result))
      .catch(() => {
        failures++;
      })
      .finally(end);
  }
}

function once<T>(all: Map<string, T>, name: string, make: () => T): T {
  const found = all.get(name) ?? make();
  all.set(name, found);
  return found;
}

/** Returns the key of an address. The key of a push subscription is its endpoint. */
function holderKey(channel: Channel, address: string): string {
  return channel === "push" ? `push:${endpointUrl(address)}` : indexText(channel, address);
}

function endpointUrl(address: string): string {
  return address.startsWith("{") ? (JSON.parse(address) as PushSubscriptionLike).endpoint : address;
}
