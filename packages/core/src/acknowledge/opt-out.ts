import { storedNames } from "../contact-names.ts";
import type { EngineContext } from "../context.ts";
import { optOutTarget } from "../links.ts";

/**
 * RFC 8058: the contact that got the message is suppressed, for messages of every purpose; never an acknowledgement.
 * False for a foreign token.
 */
export async function optOutByToken(context: EngineContext, token: string): Promise<boolean> {
  const target = optOutTarget(context.signer, token);
  if (target === undefined) return false;
  const { enrollment, channel, digests } = target;
  const person = await context.store.read({ enrollment });
  if (person === undefined) return false;
  const { tenant } = (await context.versions.get(person.version)).stored;
  const rule = { tenant, channel, reason: "opted-out", actor: "one-click" };
  const [names = digests] = await storedNames(context, [digests]);
  await context.store.suppress(names.map((digest) => ({ ...rule, digest })));
  return true;
}
