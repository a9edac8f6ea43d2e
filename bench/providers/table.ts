import type { Contender } from "./contender.ts";
import type { Round } from "./measure.ts";

const COLUMNS = ["messages", "seconds", "messages/s", "CPU s/10,000", "p50 ms", "p99 ms"];

export function header(): void {
  console.log(`${"provider".padEnd(30)}${COLUMNS.map((name) => name.padStart(13)).join("")}  aim`);
  console.log("─".repeat(130));
}

export function line({ name, aim }: Contender, round: Round): void {
  const { messages, seconds, perSecond, cpuPer10k, p50Ms, p99Ms } = round;
  const cells = [
    whole(messages),
    seconds.toFixed(2),
    whole(perSecond),
    cpuPer10k.toFixed(2),
    p50Ms.toFixed(1),
    p99Ms.toFixed(1),
  ];
  console.log(`${name.padEnd(30)}${cells.map((cell) => cell.padStart(13)).join("")}  ${verdict(aim, perSecond)}`);
}

function verdict(aim: number | undefined, perSecond: number): string {
  if (aim === undefined) return "";
  if (perSecond >= aim) return `≥ ${whole(aim)}: met`;
  return `≥ ${whole(aim)}: missed by ${whole(aim - perSecond)} (${Math.ceil((1 - perSecond / aim) * 100)} %)`;
}

function whole(count: number): string {
  return Math.round(count).toLocaleString("en");
}
