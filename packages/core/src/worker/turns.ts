import { createAlerter } from "../alerts/alerter.ts";
import { type Auditor, createAuditor } from "../audit/auditor.ts";
import { earlier } from "../campaign/earlier.ts";
import type { EngineContext } from "../context.ts";
import { createDispatcher, type Dispatcher, type Round } from "../dispatch/dispatcher.ts";
import { climb, type LadderRound } from "../escalate/ladder.ts";
import { createSealer } from "../evidence/sealer.ts";
import { createRetention } from "../forget/keep-retention.ts";
import { createWebhookTurns, type WebhookTurn } from "../outgoing/webhook-teller.ts";
import { collectReports } from "../record/collect-reports.ts";
import { lookUp } from "../record/look-up.ts";
import { recallMessages } from "../record/recall.ts";
import { createReconciler } from "../record/reconcile.ts";
import { createWatch } from "../watch/watch.ts";
import { type Bell, createBell } from "./bell.ts";
import { createHeart, type Heart } from "./heart.ts";
import { isRetryable } from "./patience.ts";

/** Longest rest while outcomes are waited for, in milliseconds. */
const SETTLE_MS = 50;
/** Outcomes get this long to be written even where nothing is waited for any more, in milliseconds. */
const LAST_MS = 5_000;

/** What was missed is asked for before anything is given up; no far end holds the ladder longer than this, in milliseconds. */
const ASK_FIRST_MS = 15_000;

/** Where a worker stands right now. */
export interface Pulse {
  /** Messages, claims and looks at the ladder under way. */
  readonly inFlight: number;
  /** When the next thing is due, by the store's clock; absent = nothing waits. */
  readonly nextDueAt: number | undefined;
  /** Finished claims and looks at the ladder since the start: when both have grown, the worker has seen what was there. */
  readonly claims: number;
  readonly climbs: number;
  /** Finished looks of the watch, and the campaigns that the last one was at. */
  readonly looks: number;
  readonly watched: readonly number[];
}

/** What a worker does, one turn at a time; `run` and `runOnce` put the turns together. */
export interface Turns {
  readonly heart: Heart;
  readonly auditor: Auditor;
  readonly state: "running" | "standby" | "stopped";
  /** Rings when there may be something to send. */
  readonly sending: Bell;
  /** Rings when time or evidence may move somebody. */
  readonly ladder: Bell;
  /** Rings when somebody wants the watch to look now. */
  readonly watching: Bell;
  beat(): Promise<void>;
  claim(): Promise<Round>;
  climb(): Promise<LadderRound>;
  /** Fetches what was missed, and asks about what nobody can explain. */
  explain(signal: AbortSignal): Promise<void>;
  audit(signal: AbortSignal): Promise<void>;
  /** Asks providers to call back what they took for people who were called off since. */
  recall(signal: AbortSignal): Promise<void>;
  /** Gives back whom the store gave it and whose answer it never heard. */
  disown(): Promise<void>;
  /** Takes out what was kept for long enough. */
  retain(signal: AbortSignal): Promise<void>;
  /** Looks for losses, and lets the next wave go. */
  watch(signal: AbortSignal): Promise<void>;
  /** Seals what has happened. */
  seal(signal: AbortSignal): Promise<void>;
  /** Tells people of incidents. Absent = nobody wants to be told. */
  readonly alert?: ((signal: AbortSignal) => Promise<void>) | undefined;
  /** Tells the caller's systems what has happened, one turn for each of them. */
  readonly webhooks: readonly WebhookTurn[];
  pulse(): Pulse;
  /** Settles what is on the wire, as long as `graceMs` says, and gives everything back. */
  leave(graceMs: () => number): Promise<void>;
}

export function createTurns(context: EngineContext): Turns {
  const { runtime } = context;
  const sending = createBell(runtime);
  const ladder = createBell(runtime);
  const watching = createBell(runtime);
  const heart = createHeart(context, "worker");
  const auditor = createAuditor(context);
  const reconciler = createReconciler(context);
  const watch = createWatch(context);
  const alerter = createAlerter(context);
  const retention = createRetention(context);
  const sealer = createSealer(context);
  const freshDispatcher = () => createDispatcher(context, () => sending.ring());
  let dispatcher: Dispatcher = freshDispatcher();
  let state: Turns["state"] = "stopped";
  let sendDueAt: number | undefined;
  let climbDueAt: number | undefined;
  let climbing = 0;
  let claims = 0;
  let climbs = 0;
  let looks = 0;
  let watched: readonly number[] = [];
  const asked = Promise.withResolvers<void>();
  let hasAsked = false;

  async function beat(reconciled?: readonly number[]): Promise<void> {
    await heart.beat({ reconciled });
    const before = state;
    state = heart.standby ? "standby" : "running";
    if (state === before || state === "standby") return;
    sending.ring();
    ladder.ring();
  }

  async function settleAll(graceMs: () => number): Promise<void> {
    const since = runtime.now();
    const ear = sending.ear();
    const never = new AbortController().signal;
    let isAsking = true;
    const answered = () => {
      isAsking = false;
      sending.ring();
    };
    void dispatcher.disown(heart.id).then(answered, answered); // whoever stays behind is recovered, in doubt
    const isBusy = () => isAsking || dispatcher.inFlight() > 0;
    while (isBusy()) {
      const overMs = runtime.now() - since - graceMs();
      if (overMs >= 0) dispatcher.abort();
      try {
        await dispatcher.settle(heart.id);
      } catch (error) {
        if (!isRetryable(error) || overMs > LAST_MS) throw error;
        await runtime.sleep(SETTLE_MS);
      }
      if (isBusy()) await ear.wait(SETTLE_MS, never);
    }
  }

  async function askedFirst(): Promise<void> {
    const enough = new AbortController();
    await Promise.race([asked.promise, runtime.sleep(ASK_FIRST_MS, enough.signal)]);
    enough.abort();
    hasAsked = true;
  }

  return {
    heart,
    auditor,
    seal: sealer.pass,
    alert: alerter?.pass,
    webhooks: createWebhookTurns(context),
    sending,
    ladder,
    watching,
    get state() {
      return state;
    },
    beat: () => beat(),
    async claim() {
      const round = await dispatcher.round(heart.id, heart.proof);
      claims += 1;
      if (round.made !== undefined) heart.witness(round.made);
      if (round.asked) sendDueAt = round.nextDueAt;
      if (round.settled > 0) ladder.ring();
      return round;
    },
    async climb() {
      climbing += 1;
      try {
        if (!hasAsked) await askedFirst();
        const round = await climb(context, heart.clockStep);
        climbDueAt = round.nextDueAt;
        climbs += 1;
        if (round.moved > 0) sending.ring();
        return round;
      } finally {
        climbing -= 1;
      }
    },
    async explain(signal) {
      const closed = await reconciler.pass(heart.openGaps, heart.now, signal);
      if (closed.length > 0) await beat(closed);
      const kept = await collectReports(context, signal);
      const questions = await lookUp(context, signal);
      asked.resolve();
      if (closed.length > 0 || questions > 0 || kept > 0) ladder.ring();
    },
    async watch(signal) {
      watched = await watch.pass(signal);
      looks += 1;
    },
    async audit(signal) {
      await auditor.pass(signal);
    },
    recall: (signal) => recallMessages(context, signal),
    disown: () => dispatcher.disown(heart.id),
    retain: (signal) => retention.pass(signal),
    pulse: () => ({
      inFlight: dispatcher.inFlight() + climbing,
      nextDueAt: earlier(sendDueAt, climbDueAt),
      claims,
      climbs,
      looks,
      watched,
    }),
    async leave(graceMs) {
      try {
        await settleAll(graceMs);
      } finally {
        await sealer.leave().catch(() => {}); // its end gives it back as well
        await alerter?.leave().catch(() => {});
        await heart.leave().catch(() => context.log({ level: "warn", event: "worker.leave-failed" }));
        state = "stopped";
        dispatcher = freshDispatcher();
      }
    },
  };
}
