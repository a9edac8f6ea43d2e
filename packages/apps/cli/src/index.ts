/** The relance command, for programs that run it in their own process. */
export type { Host, Keyboard, Screen, Signals, StopSignal } from "./host.ts";
export { main } from "./main.ts";
