import { createHmac } from "node:crypto";
import { setImmediate as tick } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import {
  type AcknowledgeEvent,
  type AcknowledgeResult,
  ConfigError,
  type ConfirmationView,
  type GatewayPort,
  type Health,
  type InboundItem,
  type Provider,
  type RecordAnswer,
  type RelanceEvent,
  type SignalItem,
  StoreError,
} from "@relance/spec";

export const PUBLIC_URL = "https://notify.example.org/relance";
export const API_TOKEN = "example-api-token";
export const HEALTHY: Health = {
  ok: true,
  store: "ok",
  worker: "running",
  auditor: "green",
  findings: [],
  openGaps: 0,
};

export interface Recorded {
  readonly provider: string;
  readonly item: InboundItem;
  readonly raw: string;
}

export interface Answered {
  readonly token: string;
  readonly answer: string;
  readonly shown: { readonly hash: string; readonly locale: string; readonly label: string };
  readonly factor?: string | undefined;
}

/** A small gateway that stores everything, and commits asynchronously. */
export class MemoryPort implements GatewayPort {
  readonly publicUrl: string = PUBLIC_URL;
  apiTokens: readonly string[] = [API_TOKEN];
  state: Health = HEALTHY;
  readonly providers = new Map<string, Provider>();
  readonly confirmations = new Map<string, ConfirmationView>();
  readonly optOutTokens = new Set<string>();
  readonly recorded: Recorded[] = [];
  readonly answered: Answered[] = [];
  readonly optedOut: string[] = [];
  readonly acknowledged: AcknowledgeEvent[] = [];
  readonly log: RelanceEvent[] = [];
  readonly refusals: string[] = [];
  readonly signals: (Pick<SignalItem, "kind" | "detail"> & { readonly token: string })[] = [];
  readonly letters: string[] = [];
  /** Thrown by the next commits, like by a read-only store. */
  failure: Error | undefined;

  constructor(publicUrl: string = PUBLIC_URL) {
    this.publicUrl = publicUrl;
  }

  /** All state that a request could change. */
  get kept(): string {
    const { recorded, answered, optedOut, acknowledged } = this;
    return JSON.stringify({ recorded, answered, optedOut, acknowledged, confirmations: [...this.confirmations] });
  }

  sign(provider: string, attemptId: string): string {
    return createHmac("sha256", "example-secret").update(`${provider}/${attemptId}`).digest("base64url").slice(0, 16);
  }

  /** `a` and `s` of a callback address. */
  query(provider: string, attemptId: string): string {
    const s = this.sign(provider, attemptId);
    return attemptId === "" ? `?s=${s}` : `?a=${attemptId}&s=${s}`;
  }

  provider(providerName: string): Provider | undefined {
    return this.providers.get(providerName);
  }

  verifyCallback(provider: string, attemptId: string, signature: string): boolean {
    return this.sign(provider, attemptId) === signature;
  }

  async record(provider: string, items: readonly InboundItem[], raw: Uint8Array): Promise<readonly RecordAnswer[]> {
    await this.#commit();
    return items.map((item) => {
      const refusedCode = "ref" in item ? /^refuse:(.+)$/.exec(item.ref ?? "")?.[1] : undefined;
      if (refusedCode !== undefined) return { status: "refused", fold: "quarantined", code: refusedCode };
      const isKnown = this.recorded.some(({ item: other }) => isDeepStrictEqual(other, item));
      if (isKnown) return { status: "repeated", fold: "applied" };
      this.recorded.push({ provider, item, raw: Buffer.from(raw).toString("latin1") });
      return { status: "stored", fold: "later" };
    });
  }

  async confirmation(token: string): Promise<ConfirmationView | undefined> {
    await tick();
    return this.confirmations.get(token);
  }

  async answer(
    token: string,
    answer: string,
    shown: Answered["shown"],
    factor?: string,
  ): Promise<{ status: AcknowledgeResult["status"]; confirmation: ConfirmationView } | undefined> {
    await this.#commit();
    const before = this.confirmations.get(token);
    if (before === undefined) return undefined;
    const confirmation: ConfirmationView = {
      ...before,
      answer,
      state: answer === "done" ? "acknowledged" : before.state,
    };
    this.confirmations.set(token, confirmation);
    this.answered.push({ token, answer, shown, ...(factor === undefined ? {} : { factor }) });
    return { status: before.late ? "late" : "recorded", confirmation };
  }

  async signal(token: string, signal: Pick<SignalItem, "kind" | "detail">): Promise<void> {
    await this.#commit();
    this.signals.push({ token, ...signal });
  }

  async optOut(token: string): Promise<boolean> {
    await this.#commit();
    if (!this.optOutTokens.has(token)) return false;
    this.optedOut.push(token);
    return true;
  }

  async command(plugin: string, command: string, input: unknown): Promise<readonly unknown[] | undefined> {
    await tick();
    if (plugin !== "crm" || command !== "list") return undefined;
    if (JSON.stringify(input) !== "{}") throw new ConfigError("config/invalid", "crm list: there is no such setting");
    return [{ name: "a" }];
  }

  async isOwnRequest(token: string): Promise<boolean> {
    await this.#commit();
    if (!token.startsWith("ours")) return false;
    this.letters.push(token);
    return true;
  }

  async acknowledge(events: readonly AcknowledgeEvent[]): Promise<readonly AcknowledgeResult[]> {
    await this.#commit();
    return events.map((event) => {
      const isKnown = this.acknowledged.some((other) => other.key === event.key && other.id === event.id);
      this.acknowledged.push(event);
      return { status: isKnown ? "duplicate" : "recorded" };
    });
  }

  async events(
    cursor: string | undefined,
    limit: number,
  ): Promise<{ events: readonly RelanceEvent[]; cursor: string }> {
    const from = Number(cursor ?? 0);
    if (!Number.isSafeInteger(from) || from < 0) throw new StoreError("events/cursor-expired", "not a cursor of ours");
    const events = this.log.slice(from, from + limit);
    return { events, cursor: String(from + events.length) };
  }

  async health(): Promise<Health> {
    if (this.failure !== undefined) throw this.failure;
    return this.state;
  }

  refused(code: string): void {
    this.refusals.push(code);
  }

  async #commit(): Promise<void> {
    await tick();
    if (this.failure !== undefined) throw this.failure;
  }
}
