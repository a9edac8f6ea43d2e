import { isCountry, readAddress } from "@relance/campaign";
import type { Delivery } from "@relance/engine";
import type * as z from "zod";
import { any, byChannel, isStrong, isText, LONG, readBy, secrets, strict, zod } from "./config-values.ts";
import type { Security, SendGuard } from "./relance-config.ts";

/** The maximum is low, because each index secret makes look-ups slower and opt-out links longer. */
const MAX_INDEX_SECRETS = 4;

interface ReadSecurity extends Omit<Security, "signing" | "index" | "encryption" | "sendGuard"> {
  readonly signing: readonly string[];
  readonly index?: readonly string[] | undefined;
  readonly encryption?: readonly string[] | undefined;
  readonly sendGuard?: (SendGuard & { readonly perPrefixMinute: number }) | undefined;
}

export function securitySchema(given: Partial<Security> | undefined, encrypts: boolean): z.ZodType<ReadSecurity> {
  const isUnset =
    Array.isArray(given?.signing) && given.signing.length > 0 && given.signing.every((one) => one === undefined);
  const signing = secrets(
    isUnset
      ? "none of the secrets is set: set what security.signing names, such as RELANCE_SECRET, in the environment (node --env-file=.env reads a file into it); links could be forged without it"
      : `write at least one secret ${LONG}, such as [process.env.RELANCE_SECRET]; links could be forged without it`,
    (all) => all.length > 0 && Array.isArray(given?.signing),
  );
  const index = secrets(
    `write one secret ${LONG}, or up to ${MAX_INDEX_SECRETS} different ones, newest first`,
    (all) => all.length <= MAX_INDEX_SECRETS && new Set(all).size === all.length,
  );
  const encryption = secrets(
    `write one secret ${LONG}, or several, the newest first; without a secret, recipients' data is stored unencrypted`,
    (all) => all.length > 0,
  );
  const tokens = zod().custom<readonly string[]>(
    (all) => Array.isArray(all) && all.every(isStrong),
    `write tokens ${LONG}, or none`,
  );
  const countries = zod().custom<readonly string[]>(
    (all) => Array.isArray(all) && all.length > 0 && all.every((one) => isText(one) && isCountry(one)),
    'write countries such as ["FR", "BE"] (ISO 3166-1), or leave it out',
  );
  const perMinute = zod().number("write a number of messages from 1 to 100,000").min(1).max(100_000);
  return strict<Security>()({
    signing,
    index: index.optional(),
    encryption: encrypts ? encryption : any<undefined>().optional(),
    apiTokens: tokens.optional(),
    sendGuard: strict<SendGuard>()({
      countries: countries.optional(),
      perPrefixMinute: perMinute.default(60),
    }).optional(),
  });
}

const DELIVERY = 'write "capture", "live", { allow: ["*@example.org"] } or { redirect: { sms: "+…" } }';

export function deliverySchema(given: unknown): z.ZodType<Delivery> {
  if (typeof given !== "object" || given === null) return zod().enum(["capture", "live"], DELIVERY).default("capture");
  const allow = zod().array(zod().string().optional(), DELIVERY);
  const redirect = byChannel((channel) =>
    readBy(any<unknown>(), (to) => (to === undefined ? to : readAddress(channel, to, undefined))),
  );
  return zod()
    .strictObject({ allow: allow.optional(), redirect: redirect.partial().optional() }, DELIVERY)
    .refine((delivery) => (delivery.allow === undefined) !== (delivery.redirect === undefined), DELIVERY)
    .transform((delivery) => delivery as Delivery);
}
