import { subscribe } from "@relance/provider-web-push/subscribe";

export async function remindMe(publicKey: string): Promise<void> {
  const registration = await navigator.serviceWorker.register("/service-worker.js");
  const subscription = await subscribe(registration, publicKey);
  await fetch("/me/push", { method: "POST", body: JSON.stringify(subscription) });
}
