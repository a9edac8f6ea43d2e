import { ROOT_CONTEXT, SpanKind, type SpanOptions, type Tracer, trace } from "@opentelemetry/api";
import {
  type Channel,
  type InboundRequest,
  type Message,
  type Provider,
  type ReceiptItem,
  type ReceiptReader,
  vendorCode,
} from "@relance/spec";
import { attributesOf, boundMember, messageIdOf, within } from "./attributes.ts";
import { attemptContext, campaignAttributes, campaignContext } from "./contexts.ts";

export interface TraceOptions {
  /** Share of messages that are traced, 0 to 1; must be equal in all processes. @default 1 */
  readonly share?: number | undefined;
}

/**
 * Returns the same provider, with a span around every message that it sends and every receipt that it parses.
 *
 * All spans of one attempt belong to one trace, even if several processes record them. The spans contain provider,
 * channel, attempt id, the API's id and error codes: never an address or a text. Without an OpenTelemetry SDK in the
 * process nothing is recorded.
 * @example
 * providers: { sms: { main: traced(twilioSms({ … }), { share: 0.01 }) } }
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

function tracedReceipts<C extends Channel>(
  tracer: Tracer,
  provider: Provider<C>,
  reader: ReceiptReader,
  share: number,
): ReceiptReader {
  const { proof, reply, verify } = reader;

  function note(item: ReceiptItem, request: InboundRequest): void {
    const attemptId = item.attemptId ?? attemptInAddress(request);
    const errorType = vendorCode(item.errorCode);
    const parent = attemptId === undefined ? ROOT_CONTEXT : attemptContext(attemptId, share);
    const attributes = {
      ...attributesOf(provider, "receive", attemptId),
      "relance.receipt": item.kind,
      "relance.quality": item.quality,
      ...messageIdOf(item.ref),
      ...(errorType === undefined ? {} : { "error.type": errorType }),
    };
    const options = { kind: SpanKind.CONSUMER, attributes };
    tracer.startSpan(`receive ${provider.channel}`, options, parent).end();
  }

  return {
    proof,
    ...(reply === undefined ? {} : { reply }),
    ...(verify === undefined ? {} : { verify: (request) => verify.call(reader, request) }),
    async parse(request) {
      const items = await reader.parse(request);
      for (const item of items) if (item.type === "receipt") note(item, request);
      return items;
    },
  };
}

/** Reads the attempt from our callback URL. The gateway refuses the report later if the URL's signature is wrong. */
function attemptInAddress({ url }: InboundRequest): string | undefined {
  return new URL(url).searchParams.get("a") ?? undefined;
}

/** Sends within an active span, so that the HTTP call of an instrumented client becomes a child span. */
function tracedSend<C extends Channel>(tracer: Tracer, provider: Provider<C>, share: number): Provider<C>["send"] {
  return async (message, context) => {
    const parent = attemptContext(message.attemptId, share);
    const options = optionsOf(provider, message);
    return await tracer.startActiveSpan(`send ${provider.channel}`, options, parent, (span) =>
      within(span, async () => {
        const result = await provider.send(message, context);
        span.setAttributes(messageIdOf(result.ref, message.to));
        return result;
      }),
    );
  };
}

/** Links an attempt's trace to its campaign's trace, because one trace cannot hold all attempts of a campaign. */
function optionsOf<C extends Channel>(provider: Provider<C>, { attemptId, purpose }: Message<C>): SpanOptions {
  const attributes = attributesOf(provider, "send", attemptId);
  if (purpose === undefined) return { kind: SpanKind.PRODUCER, attributes };
  return {
    kind: SpanKind.PRODUCER,
    attributes: { ...attributes, ...campaignAttributes(purpose), "relance.step": purpose.step },
    links: [{ context: campaignContext(purpose) }],
  };
}
