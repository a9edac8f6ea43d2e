import { once } from "node:events";
import { ledgerSums } from "@relance/core";
import type { Opened } from "../config/with-gateway.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { numberText } from "../output/number-text.ts";
import { createProgress } from "../progress/create-progress.ts";
import { type HttpEdge, openHttpEdge } from "./http-edge.ts";
import type { ListenOptions } from "./listen-options.ts";
import { watchCampaigns } from "./watch-campaigns.ts";

/** Longest wait for what is on the wire, in milliseconds. */
const GRACE_MS = 25_000;

/** Which halves of a gateway this process is. */
export interface WorkOptions {
  readonly sends: boolean;
  /** Absent = it does not listen. */
  readonly listens?: ListenOptions | undefined;
  /** Leaves by itself once no campaign is live. @default false */
  readonly exit?: boolean | undefined;
  /** What comes before sending; `false` ends it. */
  readonly before?: (() => Promise<boolean>) | undefined;
}

/**
 * Works until a signal asks to stop: then nothing more is claimed, what is on the wire is waited for and written
 * down, and the edge hears until the end. What is left stands in the store; the next call goes on with it.
 */
export async function work(opened: Opened, options: WorkOptions): Promise<ExitCode> {
  const { session, output, gateway } = opened;
  const signal = session.stop.listen(() => {
    const { inFlight } = gateway.internals.engine.pulse();
    const wire = options.sends ? `: ${numberText(inFlight)} on the wire, up to ${GRACE_MS / 1_000} s` : "";
    output.note(`stopping${wire}; once more leaves at once`);
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
  const ledgers = await gateway.campaigns.list();
  if (isOver) output.note("left: no campaign has anything to send or to wait for");
  else output.note(options.sends ? "stopped; nothing is on the wire, the next run goes on from here" : "stopped");
  return ledgers.every((ledger) => ledgerSums(ledger).holds) ? EXIT.ok : EXIT.ledger;
}

async function openEdge(opened: Opened, options: ListenOptions): Promise<HttpEdge> {
  const edge = await openHttpEdge(opened, options);
  opened.output.note(`listening at ${edge.address}, known outside as ${opened.config.publicUrl}`);
  return edge;
}

/** Answers whether it left by itself. */
async function send({ session, gateway }: Opened, signal: AbortSignal, exit: boolean): Promise<boolean> {
  const progress = createProgress(session);
  const ended = new AbortController();
  let isOver = false;
  const watching = watchCampaigns(session, gateway, progress, {
    signal: ended.signal,
    onIdle: () => {
      if (!exit) return;
      isOver = true;
      session.stop.request();
    },
  });
  try {
    await gateway.run({ signal, graceMs: GRACE_MS });
  } finally {
    ended.abort();
    await watching;
    progress.done();
  }
  return isOver;
}
