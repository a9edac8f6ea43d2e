/** Runs the relance command inside another program's process. */
export type { Host, Keyboard, Screen, Signals, StopSignal } from "./host.ts";
export { main } from "./main.ts";
