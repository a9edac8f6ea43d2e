import type { PushSubscriptionLike } from "@relance/spec";

/** The part of the browser's `ServiceWorkerRegistration` that `subscribe` uses. */
export interface RegistrationLike {
  readonly pushManager: {
    subscribe(options: { userVisibleOnly: boolean; applicationServerKey: string }): Promise<{ toJSON(): unknown }>;
    getSubscription(): Promise<{ unsubscribe(): Promise<boolean> } | null>;
  };
}

/**
 * Subscribes this browser. Store the returned value as JSON in the audience's `push` column. Call it from a click
 * handler: browsers ask for permission only after a click. A subscription with an older key is replaced.
 * @example
 * const registration = await navigator.serviceWorker.register("/sw.js");
 * await fetch("/me/push", { method: "POST", body: JSON.stringify(await subscribe(registration, publicKey)) });
 */
export async function subscribe(registration: RegistrationLike, publicKey: string): Promise<PushSubscriptionLike> {
  const { pushManager } = registration;
  const ask = () => pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  const subscription = await ask().catch(async (error: Error) => {
    if (error.name !== "InvalidStateError") throw error; // the recipient refused, or the browser lacks push
    await (await pushManager.getSubscription())?.unsubscribe();
    return ask();
  });
  return subscription.toJSON() as PushSubscriptionLike;
}
