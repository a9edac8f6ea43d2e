import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { isLive, ledgerSums } from "@relance/report";
import { ConfigError, type Health, type Ledger } from "@relance/spec";
import type { Opened } from "../config/with-gateway.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { budgetWait } from "../ledger/ledger-text.ts";
import { createProgress, type Progress } from "../progress/progress.ts";
import { createNews } from "../progress/time-left.ts";
import { closeServer, hostWord, isLoopback, type ListenOptions, listen, listenAt } from "./listening.ts";

const GRACE_MS = 25_000;

interface WorkOptions {
  readonly sends: boolean;
  readonly listens?: ListenOptions | undefined;
  readonly exit?: boolean | undefined;
  /** Runs before the first message is sent. If `before` returns `false`, nothing is sent. */
  readonly before?: (() => Promise<boolean>) | undefined;
}

/** Sends messages until a signal arrives, then waits for messages in flight. Serves HTTP until then. */
export async function work(opened: Opened, options: WorkOptions): Promise<ExitCode> {
  const { session, output, gateway } = opened;
  const signal = session.stop.listen(() => {
    const wire = options.sends ? `: waiting up to ${GRACE_MS / 1_000} s for messages that are being sent` : "";
    output.note(`stopping${wire}; a second signal stops immediately`);
  });
  const edge = options.listens === undefined ? undefined : await openEdge(opened, options.listens);
  let isOver = false;
  try {
    if ((await options.before?.()) === false) return EXIT.mistakes;
    if (options.sends) isOver = await send(opened, signal, options.exit === true);
    else if (!signal.aborted) await once(signal, "abort");
  } finally {
    await edge?.close(GRACE_MS);
  }
  const ledgers = await gateway.campaigns.ledgers();
  if (isOver) output.note("exited: no campaign sends or waits");
  else output.note(options.sends ? "stopped; no message is being sent, and the next run resumes" : "stopped");
  return ledgers.every((ledger) => ledgerSums(ledger).holds) ? EXIT.ok : EXIT.ledger;
}

async function openEdge(opened: Opened, options: ListenOptions): Promise<HttpEdge> {
  const edge = await openHttpEdge(opened, options);
  const { publicUrl = edge.address } = opened.config;
  const outside = publicUrl.replace(/\/+$/, "") === edge.address ? "" : `, from outside ${publicUrl}`;
  opened.output.note(`listening at ${edge.address}${outside}`);
  const { origin, hostname, port } = new URL(publicUrl);
  if (options.port !== undefined && isLoopback(hostname) && port !== new URL(edge.address).port)
    opened.output.warn(
      `warning: links in messages lead to ${origin}, and this process listens elsewhere: leave --port out, or write its port in publicUrl`,
    );
  return edge;
}

async function send(opened: Opened, signal: AbortSignal, exit: boolean): Promise<boolean> {
  const { session, gateway } = opened;
  const progress = createProgress(session);
  const ended = new AbortController();
  let isOver = false;
  const watching = watchCampaigns(opened, progress, {
    signal: ended.signal,
    onIdle: () => {
      if (!exit) return;
      isOver = true;
      session.stop.request();
    },
  });
  try {
    await gateway.run({ signal, grace: `${BigInt(GRACE_MS / 1_000)}s` });
  } finally {
    ended.abort();
    await watching;
    progress.done();
  }
  return isOver;
}

const LOOK_MS = 500;
const FETCHING = "missed receipts are being fetched; until then, a missing receipt escalates no recipient";

async function watchCampaigns(
  { session, gateway, config }: Opened,
  progress: Progress,
  { signal, onIdle }: { readonly signal: AbortSignal; readonly onIdle: () => void },
): Promise<void> {
  const seen = new Set<number>();
  let worker: Health["worker"] = "running";
  let isFetching = false;
  const isNews = createNews(60_000); // prints prints at most one note about a budget per minute

  async function look(): Promise<void> {
    const health = await gateway.health();
    if (health.worker === "standby" && worker !== "standby") {
      session.output.note("another worker has this store: standing by, sending nothing");
    } else if (health.worker === "running" && worker === "standby") {
      session.output.note("the other worker has stopped: sending now");
    }
    worker = health.worker;
    if (health.openGaps > 0 !== isFetching) {
      isFetching = !isFetching;
      session.output.note(isFetching ? FETCHING : "missed receipts are fetched: missing receipts count again");
    }
    const ledgers = await gateway.campaigns.ledgers();
    const live = ledgers.filter(isLive);
    for (const { campaign } of live) seen.add(campaign);
    progress.campaigns(ledgers.filter(({ campaign }: Ledger) => seen.has(campaign)));
    for (const ledger of live) {
      const waits = await budgetWait(config.store, ledger);
      if (waits !== "" && isNews(ledger.campaign, { waits })) session.output.note(waits);
    }
    if (live.length === 0) onIdle();
  }

  while (!signal.aborted) {
    await look().catch(() => {});
    await pause(LOOK_MS, undefined, { signal }).catch(() => {});
  }
  await look().catch(() => {});
}

/** The server closes a request that takes more than this many milliseconds to arrive. */
const REQUEST_MS = 30_000;
const HEADERS_MS = 10_000;
const SOCKETS_LOOK_MS = 1_000;

interface HttpEdge {
  readonly address: string;
  close(graceMs: number): Promise<void>;
}

/** Starts the HTTP server. @throws {ConfigError} `config/invalid` if `publicUrl` is missing */
export async function openHttpEdge(
  { gateway, config }: Pick<Opened, "gateway" | "config">,
  options: ListenOptions,
): Promise<HttpEdge> {
  const { publicUrl } = config;
  if (publicUrl === undefined) {
    const advice = "write the address that providers and recipients call, such as https://notify.example.org/relance";
    throw new ConfigError("config/invalid", "publicUrl is missing: nothing can arrive over HTTP", {
      problems: [{ path: "publicUrl", advice }],
    });
  }
  const handler = gateway.nodeHandler();
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: HEADERS_MS, connectionsCheckingInterval: SOCKETS_LOOK_MS },
    handler,
  );
  const { host, port } = listenAt(options, publicUrl);
  const bound = await listen(server, host, port);
  return {
    address: `http://${hostWord(host)}:${bound}${new URL(publicUrl).pathname.replace(/\/+$/, "")}`,
    close: (graceMs) => closeServer(server, graceMs),
  };
}
