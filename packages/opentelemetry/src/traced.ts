import { trace } from "@opentelemetry/api";
import type { Channel, Provider } from "@relance/spec";
import { boundMember } from "./bound-member.ts";
import { tracedReceipts } from "./traced-receipts.ts";
import { tracedSend } from "./traced-send.ts";

export interface TraceOptions {
  /** Share of the messages whose traces are kept, 0 to 1; the same in every process of a gateway. @default 1 */
  readonly share?: number | undefined;
}

/**
 * The same provider, with a span around every message that it sends and one for every receipt that it hears.
 *
 * Spans of one attempt are one trace, whichever process makes them. They hold provider, channel, attempt id, the far end's
 * id and error codes: never an address or a text. Without an OpenTelemetry SDK in the process nothing is recorded.
 *
 * @example
 * providers: { sms: { main: traced(twilioSms({ … }), { share: 0.01 }) } }
 *
 * @throws {RangeError} for a share below 0 or above 1
 */
export function traced<C extends Channel>(provider: Provider<C>, options: TraceOptions = {}): Provider<C> {
  const { share = 1 } = options;
  if (!(share >= 0 && share <= 1)) throw new RangeError("share: write a number from 0 to 1");
  const tracer = trace.getTracer("@relance/opentelemetry");
  const own: Partial<Provider<C>> = {
    send: tracedSend(tracer, provider, share),
    ...(provider.receipts === undefined
      ? {}
      : { receipts: tracedReceipts(tracer, provider, provider.receipts, share) }),
  };
  return new Proxy(provider, {
    get: (target, name) => (Object.hasOwn(own, name) ? Reflect.get(own, name) : boundMember(target, name)),
  });
}
