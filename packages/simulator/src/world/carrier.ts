import { type Courier, createCourier } from "./courier.ts";
import type { CourierOptions } from "./courier-options.ts";
import type { WorldCore } from "./world-core.ts";

/** An SMS that a person sends. */
export interface InboundSms {
  readonly from: string;
  /** The sender that they answer. */
  readonly to: string | undefined;
  readonly text: string;
  /** The carrier has taken it as one of its own words. */
  readonly optOut: "stop" | "start" | undefined;
  /** Counts the messages of this carrier, from 1. */
  readonly number: number;
}

/** Carries SMS both ways. */
export interface Carrier extends Courier {
  readonly channel: "sms";
  /** Hears what people send; the answer ends it. */
  listen(hear: (inbound: InboundSms) => void): () => void;
  /** A person sends an SMS. STOP closes the carrier's door to them, START opens it. */
  reply(from: string, to: string | undefined, text: string): InboundSms;
  /** True while the carrier refuses to send to this number. */
  isOptedOut(number: string): boolean;
}

const STOP = /^(stop|stopall|unsubscribe|cancel|end|quit|arret|revoke|optout)$/;
const START = /^(start|yes|unstop)$/;

export function createCarrier(core: WorldCore, name: string, options: CourierOptions): Carrier {
  const optedOut = new Set<string>();
  const ears = new Set<(inbound: InboundSms) => void>();
  let heard = 0;
  const courier = createCourier(core, name, "sms", options, {
    quality: "handset",
    speaks: "carrier",
    refuses: (address) => (optedOut.has(address) ? "opted-out" : undefined),
    reply: (from, to, text) => {
      reply(from, to, text);
    },
  });

  return {
    ...courier,
    channel: "sms",
    listen(hear) {
      ears.add(hear);
      return () => {
        ears.delete(hear);
      };
    },
    reply,
    isOptedOut: (number) => optedOut.has(number),
  };

  function reply(from: string, to: string | undefined, text: string): InboundSms {
    const word = text.trim().normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const optOut = STOP.test(word) ? "stop" : START.test(word) ? "start" : undefined;
    if (optOut === "stop") optedOut.add(from);
    if (optOut === "start") optedOut.delete(from);
    const inbound: InboundSms = { from, to, text, optOut, number: ++heard };
    for (const hear of ears) hear(inbound);
    return inbound;
  }
}
