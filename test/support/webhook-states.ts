import type { WebhookState } from "@relance/outgoing-webhooks";
import type { RelanceLike } from "relance";

export async function webhookStates({ command }: Pick<RelanceLike, "command">): Promise<readonly WebhookState[]> {
  return (await command("webhooks", "list")) as readonly WebhookState[];
}
