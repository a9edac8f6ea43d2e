import type { RehearsalProgress } from "@relance/rehearsal";
import type { Output } from "../output/output.ts";
import { numberText } from "../output/wording.ts";
import { createPace } from "../progress/pace.ts";
import { createTimeLeft } from "../progress/time-left.ts";
import type { Session } from "../session.ts";

const REDRAW_MS = 100;
const LINE_MS = 5_000;
const WIDTH = 30;

/** How far a rehearsal has come: a bar on a terminal, JSON lines elsewhere. */
export interface RehearsalScreen {
  show(label: string, progress: RehearsalProgress): void;
  done(): void;
}

/** `of` = people who are rehearsed; absent = nobody knows before they are read. */
export function rehearsalScreen({ output, flags }: Session, of: number | undefined): RehearsalScreen {
  if (flags.quiet === true) return { show: () => {}, done: () => {} };
  const isDue = createPace(output.isTerminal ? REDRAW_MS : LINE_MS, output.isTerminal ? REDRAW_MS : LINE_MS);
  const timeLeft = createTimeLeft();
  return {
    show(label, progress) {
      const { doing, people } = progress;
      const left = doing === "enrolling" ? timeLeft(label, people, of) : "";
      if (!isDue()) return;
      if (output.isTerminal) draw(output, label, progress, { of, left });
      else if (output.isJson) output.json({ event: "rehearsal.progress", run: label, ...progress });
    },
    done: () => output.region.clear(),
  };
}

interface Size {
  readonly of: number | undefined;
  /** While the size tells it. */
  readonly left: string;
}

function draw({ region }: Output, label: string, progress: RehearsalProgress, { of, left }: Size): void {
  const { doing, at, people, sent, answers } = progress;
  const total = of ?? people;
  const done = total === 0 ? 0 : Math.min(1, (doing === "enrolling" ? people : answers) / total);
  const full = Math.round(WIDTH * done);
  const bar = "█".repeat(full) + "░".repeat(WIDTH - full);
  const when = new Date(at).toISOString().slice(0, 16).replace("T", " ");
  const numbers =
    doing === "enrolling"
      ? `enrolling ${numberText(people)}${left}`
      : `${when} · ${numberText(sent)} sent · ${numberText(answers)} answers`;
  region.draw([`${label}`, `  ${bar}  ${numbers}`]);
}
