import type { CourierOptions } from "../world/courier-options.ts";
import type { SimulatedOptions } from "./simulated-provider.ts";
import { hand, type SimulatedProvider, simulatedProvider } from "./simulated-provider.ts";

export interface SimulatedSmsOptions extends SimulatedOptions {
  /** Habits of its carrier, when the world has not made it yet. */
  readonly carrier?: CourierOptions | undefined;
  /** The sender that people answer. @default "36000" */
  readonly from?: string | undefined;
}

/** SMS through a carrier of the world, without a wire. Replies of people arrive through `onReceipt`. */
export function simulatedSms(options: SimulatedSmsOptions): SimulatedProvider<"sms"> {
  const { world, instance, from = "36000" } = options;
  const courier = world.carrier(instance, options.carrier);
  courier.listen(({ text, to, optOut, number, ...inbound }) =>
    hand(options, {
      type: "reply",
      from: inbound.from,
      to,
      text,
      optOut,
      eventId: `${instance}:in:${number}`,
      occurredAt: world.clock.now(),
    }),
  );
  return simulatedProvider(options, {
    courier,
    receipts: true,
    replies: true,
    addressOf: ({ to }) => to,
    letterOf: ({ content }) => ({ text: content.text, from }),
  });
}
