import type { Hands, PressOutcome } from "@relance/simulator";
import type { AcknowledgeEvent, AcknowledgeItem, CampaignDefinition, InboundItem } from "@relance/spec";

/** Number of items that the receiver commits without waiting for more. */
const ENOUGH = 32;
const MOMENT_MS = 1_000;
const SIGNATURE_LENGTH = 16;

export interface CommitTarget {
  record(provider: string, items: readonly InboundItem[]): Promise<unknown>;
  press(items: readonly AcknowledgeItem[]): Promise<unknown>;
  acknowledge(events: readonly AcknowledgeEvent[]): Promise<unknown>;
}

/** Collects received items into the groups that a receiver commits together. */
export interface Receiver extends InboundQueue {
  readonly hands: Hands;
  /** Returns when the oldest item must be committed if a small group may wait `longestMs`. */
  dueAt(longestMs: number): number | undefined;
  commit(target: CommitTarget): Promise<void>;
  readonly received: { receipts: number; answers: number };
}

export function createReceiver(definition: CampaignDefinition, now: () => number, isOpen: () => boolean): Receiver {
  let receipts = new Map<string, InboundItem[]>();
  let presses: AcknowledgeItem[] = [];
  let events: AcknowledgeEvent[] = [];
  let oldestAt: number | undefined;
  let waiting = 0;
  let number = 0;
  const received = { receipts: 0, answers: 0 };
  const { via = ["link"], event, factor, buttons = { done: "close" }, strength } = definition.confirm ?? {};
  const offered = new Set(Object.keys(buttons));
  const tellsUs = event !== undefined && via.includes("event") && (strength === "event" || !via.includes("link"));

  function note(): void {
    oldestAt ??= now();
    waiting += 1;
  }

  /**
   * Opens the link of a message and presses a button. If the campaign has no buttons, the caller's system confirms the
   * recipient.
   */
  function press({ key, links, answer }: Parameters<NonNullable<Hands["press"]>>[0]): PressOutcome {
    if (!isOpen()) return { ok: false, again: true };
    const chosen = offered.has(answer) ? answer : answer === "wrong-person" ? undefined : "done";
    const enrollment = enrollmentIn(links);
    if (chosen === undefined || enrollment === undefined || !offered.has(chosen)) return { ok: false };
    received.answers += 1;
    note();
    if (tellsUs && chosen === "done") {
      events.push({ key, on: event, occurredAt: new Date(now()) });
      return { ok: true, answer: chosen };
    }
    presses.push({
      target: { enrollment },
      answer: chosen,
      method: "link",
      strength: factor === undefined ? "gesture" : "authenticated",
      source: "link",
      sourceId: `rehearsed-${++number}`,
      shown: { hash: "", locale: "en", label: chosen },
    });
    return { ok: true, answer: chosen };
  }

  return {
    hands: { press },
    isOpen,
    received,
    add(provider, item) {
      note();
      received.receipts += 1;
      const others = receipts.get(provider);
      if (others === undefined) receipts.set(provider, [item]);
      else others.push(item);
    },
    dueAt: (longestMs) =>
      oldestAt === undefined ? undefined : oldestAt + Math.min(longestMs, waiting >= ENOUGH ? MOMENT_MS : longestMs),
    async commit(target) {
      const [reports, pressed, told] = [receipts, presses, events];
      receipts = new Map();
      presses = [];
      events = [];
      oldestAt = undefined;
      waiting = 0;
      // confirmations are committed before the next send
      if (pressed.length > 0) await target.press(pressed);
      if (told.length > 0) await target.acknowledge(told);
      for (const [provider, items] of reports) await target.record(provider, items);
    },
  };
}

function enrollmentIn(links: readonly string[]): number | undefined {
  for (const link of links) {
    const token = /\/a\/([\w-]+)$/.exec(link)?.[1];
    const enrollment = Number.parseInt(token?.slice(SIGNATURE_LENGTH) ?? "", 36);
    if (!Number.isNaN(enrollment)) return enrollment;
  }
  return undefined;
}

/** Collects received items into the groups that receivers commit together. */
export interface InboundQueue {
  /** Whether providers can reach the gateway's public URL. */
  readonly isOpen: () => boolean;
  add(provider: string, item: InboundItem): void;
}
