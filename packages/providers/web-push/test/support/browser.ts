import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createContext, runInContext } from "node:vm";

type Listener = (event: object) => void;

export interface Notification {
  readonly title: string;
  readonly options: {
    readonly body?: string;
    readonly tag?: string;
    readonly data?: unknown;
    readonly actions?: readonly { readonly action: string; readonly title: string }[];
  };
  isClosed: boolean;
}

/** The parts of a browser that our service worker uses. Its `fetch` is real. */
export interface Browser {
  readonly notifications: readonly Notification[];
  readonly opened: readonly string[];
  /** Delivers a push message, and settles when the worker has handled the message. */
  push(text: string | undefined): Promise<void>;
  press(notification: Notification | undefined, action?: string): Promise<void>;
}

export interface BrowserOptions {
  /** @default "en" */
  readonly language?: string;
  /** The number of buttons that a notification supports. @default 2 */
  readonly maxActions?: number;
}

/** Runs the shipped service worker file in its own context, without pauses. */
export function openBrowser({ language = "en", maxActions = 2 }: BrowserOptions = {}): Browser {
  const listeners = new Map<string, Listener>();
  const notifications: Notification[] = [];
  const opened: string[] = [];
  const self = {
    addEventListener: (type: string, listener: Listener) => listeners.set(type, listener),
    registration: {
      async showNotification(title: string, options: Notification["options"]) {
        notifications.push({ title, options: structuredClone(options), isClosed: false });
      },
    },
    clients: { openWindow: async (url: string) => opened.push(url) },
    navigator: { language },
    Notification: { maxActions },
  };
  const source = readFileSync(new URL("../../src/service-worker.js", import.meta.url), "utf8");
  const soon = (work: () => void) => setTimeout(work, 0);
  runInContext(source, createContext({ self, fetch, crypto, TextEncoder, setTimeout: soon }));

  async function dispatch(type: string, event: object): Promise<void> {
    const pending: Promise<unknown>[] = [];
    listeners.get(type)?.({ ...event, waitUntil: (promise: Promise<unknown>) => pending.push(promise) });
    await Promise.all(pending);
  }

  return {
    notifications,
    opened,
    push: (text) => dispatch("push", { data: text === undefined ? null : { json: () => JSON.parse(text) } }),
    async press(notification, action = "") {
      if (notification === undefined) throw new Error("there is no notification to press");
      const close = () => {
        notification.isClosed = true;
      };
      const event = { action, notification: { data: notification.options.data, close } };
      await dispatch("notificationclick", event);
    },
  };
}

export interface ReceiptInbox extends AsyncDisposable {
  readonly url: string;
  readonly reports: readonly { readonly contentType: string | undefined; readonly body: string }[];
  /** Answers every report this way from now on. @default 204 */
  answer(status: number): void;
}

export async function startReceiptInbox(): Promise<ReceiptInbox> {
  const reports: { contentType: string | undefined; body: string }[] = [];
  let status = 204;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (request.method === "POST") {
        const body = Buffer.concat(chunks).toString();
        reports.push({ contentType: request.headers["content-type"], body });
      }
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/receipts/push.web?a=k3&s=sig`,
    reports,
    answer(next) {
      status = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
