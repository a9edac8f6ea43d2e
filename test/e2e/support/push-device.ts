import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import type { Browser, CDPSession, Worker } from "playwright-core";
import { waitFor } from "./wait-for.ts";

const SERVICE_WORKER = readFileSync(
  fileURLToPath(import.meta.resolve("@relance/provider-web-push/service-worker")),
  "utf8",
);

const AGAIN_MS = 5_000;

export interface ShownNotification {
  readonly title: string;
  readonly body: string;
  readonly actions: readonly { readonly action: string; readonly title: string }[];
}

/** A real browser that subscribed to a site's push messages and has no open page of the site. */
export interface PushDevice extends AsyncDisposable {
  readonly origin: string;
  deliver(payload: string): Promise<void>;
  notifications(): Promise<readonly ShownNotification[]>;
  /**
   * Presses the first notification or one of its buttons, and returns the URLs of the windows that the press opens. The
   * test dispatches the click event in the service worker, because browser automation cannot press a notification.
   */
  press(action?: string): Promise<readonly string[]>;
}

/** Opens the site, installs the shipped service worker with permission to notify, and closes the site. */
export async function openPushDevice(browser: Browser): Promise<PushDevice> {
  const site = createServer(({ url }, response) => {
    const isWorker = url === "/service-worker.js";
    response.writeHead(200, { "content-type": isWorker ? "text/javascript" : "text/html" });
    response.end(isWorker ? SERVICE_WORKER : "<h1>Agency</h1>");
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  const address = site.address();
  const origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const context = await browser.newContext({ locale: "en-GB" });
  await context.grantPermissions(["notifications"], { origin });
  const elsewhere = await context.newPage();
  const session = await context.newCDPSession(elsewhere);
  const registration = registered(session);
  const page = await context.newPage();
  await page.goto(origin);
  await page.evaluate(async () => {
    await navigator.serviceWorker.register("/service-worker.js");
    await navigator.serviceWorker.ready;
  });
  await page.close();
  const registrationId = await registration;
  const worker = (): Worker => {
    const [running] = context.serviceWorkers();
    if (running === undefined) throw new Error("no service worker runs");
    return running;
  };
  const device: PushDevice = {
    origin,
    async deliver(payload) {
      const before = (await device.notifications()).length;
      let nextAt = 0;
      await waitFor("the notification", async () => {
        if ((await device.notifications()).length > before) return true;
        if (performance.now() < nextAt) return false;
        nextAt = performance.now() + AGAIN_MS; // Chromium sometimes drops a message directly after the registration
        await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data: payload });
        return false;
      });
    },
    notifications: () => worker().evaluate<readonly ShownNotification[]>(NOTIFICATIONS),
    press: (action = "") => worker().evaluate<readonly string[]>(`(${PRESS})(${JSON.stringify(action)})`),
    async [Symbol.asyncDispose]() {
      await context.close();
      await new Promise((resolve) => site.close(resolve));
    },
  };
  return device;
}

const NOTIFICATIONS = `self.registration.getNotifications().then((all) => all.map(({ title, body, actions }) =>
  ({ title, body, actions: actions.map(({ action, title }) => ({ action, title })) })))`;

const PRESS = `async (action) => {
  const opened = [];
  const pending = [];
  const later = self.setTimeout.bind(self);
  self.setTimeout = (work) => later(work, 0);
  self.clients.openWindow = async (url) => opened.push(url);
  const [notification] = await self.registration.getNotifications();
  const event = new NotificationEvent("notificationclick", { notification, action });
  Object.defineProperty(event, "waitUntil", { value: (promise) => pending.push(promise) });
  self.dispatchEvent(event);
  await Promise.all(pending);
  return opened;
}`;

async function registered(session: CDPSession): Promise<string> {
  const id = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const [first] = registrations;
      if (first !== undefined) resolve(first.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  return id;
}
