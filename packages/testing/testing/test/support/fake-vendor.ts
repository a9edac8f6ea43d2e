import { type Capabilities, type Message, type Provider, ProviderError } from "@relance/spec";
import type { VirtualProcess } from "../../src/index.ts";

export interface FakeVendorOptions extends Partial<Omit<Provider<"sms">, "send" | "capabilities">> {
  readonly capabilities?: Partial<Capabilities> | undefined;
  /** Milliseconds before each answer. @default 0 */
  readonly takesMs?: number | ((message: Message) => number) | undefined;
  /** Whether the provider ignores the abort signal. @default false */
  readonly isDeafToAbort?: boolean | undefined;
  /** Returns the error with which the provider refuses a message, or `undefined` to accept it. */
  readonly refuse?: ((message: Message) => Error | undefined) | undefined;
}

/** An SMS provider on the virtual clock that counts the calls in progress. */
export interface FakeVendor {
  readonly provider: Provider<"sms">;
  /** Messages that reached the provider, in order, including aborted calls. */
  readonly received: readonly Message[];
  /** Maximum number of parallel calls so far. */
  readonly most: number;
  /** Number of calls that the caller aborted. */
  readonly aborted: number;
}

export function fakeVendor(process: VirtualProcess, options: FakeVendorOptions = {}): FakeVendor {
  const { takesMs = 0, isDeafToAbort = false, refuse, capabilities, ...members } = options;
  const received: Message[] = [];
  let onWire = 0;
  let most = 0;
  let aborted = 0;

  async function send(message: Message<"sms">, signal: AbortSignal): Promise<{ ref: string }> {
    received.push(message);
    const ms = typeof takesMs === "number" ? takesMs : takesMs(message);
    if (ms > 0) await process.runtime.sleep(ms, isDeafToAbort ? undefined : signal);
    if (signal.aborted && !isDeafToAbort) {
      aborted += 1;
      throw lost();
    }
    const refusal = refuse?.(message);
    if (refusal !== undefined) throw refusal;
    return { ref: `ref-${message.attemptId}` };
  }

  const provider: Provider<"sms"> = {
    kind: "fake-vendor",
    channel: "sms",
    vendor: "far",
    ...members,
    capabilities: { receipts: false, replies: true, ...capabilities },
    async send(message, { signal }) {
      onWire += 1;
      most = Math.max(most, onWire);
      try {
        return await send(message, signal);
      } finally {
        onWire -= 1;
      }
    },
  };
  return {
    provider,
    received,
    get most() {
      return most;
    },
    get aborted() {
      return aborted;
    },
  };
}

function lost(): ProviderError {
  return new ProviderError("provider/timeout", "no answer", {
    provider: "fake-vendor",
    disposition: "retry",
    outcome: "unknown",
  });
}
