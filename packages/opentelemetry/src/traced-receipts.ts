import { ROOT_CONTEXT, SpanKind, type Tracer } from "@opentelemetry/api";
import {
  type Channel,
  type InboundRequest,
  type Provider,
  type ReceiptItem,
  type ReceiptReader,
  type ReportItem,
  vendorCode,
} from "@relance/spec";
import { attemptContext } from "./attempt-context.ts";
import { attributesOf } from "./attributes.ts";
import { messageIdOf } from "./message-id.ts";

/** Reads reports as before, and puts a span for each receipt into the trace of its attempt. */
export function tracedReceipts<C extends Channel>(
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
      for (const item of items) if (isReceipt(item)) note(item, request);
      return items;
    },
  };
}

/** Our own callback address names the attempt; its signature was checked, or the gateway refuses the report. */
function attemptInAddress({ url }: InboundRequest): string | undefined {
  return new URL(url).searchParams.get("a") ?? undefined;
}

function isReceipt(item: ReportItem): item is ReceiptItem {
  return item.type === "receipt";
}
