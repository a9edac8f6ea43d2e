import type { CourierOptions } from "../world/courier-options.ts";
import type { SimulatedOptions } from "./simulated-provider.ts";
import { type SimulatedProvider, simulatedProvider } from "./simulated-provider.ts";

export interface SimulatedPushOptions extends SimulatedOptions {
  /** Habits of its push service, when the world has not made it yet. */
  readonly service?: CourierOptions | undefined;
}

/** Web push through a service of the world, without a wire: devices report arrival and pressing. */
export function simulatedPush(options: SimulatedPushOptions): SimulatedProvider<"push"> {
  return simulatedProvider(options, {
    courier: options.world.pushService(options.instance, options.service),
    receipts: true,
    replies: false,
    addressOf: ({ to }) => to.endpoint,
    letterOf: ({ content, ackUrl }) => ({
      subject: content.title,
      text: content.body,
      links: [content.url, ackUrl].filter((link) => link !== undefined),
    }),
  });
}
