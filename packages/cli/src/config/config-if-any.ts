import { RelanceError } from "@relance/spec";
import type { GatewayConfig } from "relance";
import { problemSentence } from "../output/problem-sentence.ts";
import type { Session } from "../session.ts";
import { configHere } from "./find-config.ts";
import { loadConfig } from "./load-config.ts";

/** A configuration that was named has to load; one that merely lies around is used if it can be. */
export async function configIfAny(session: Session): Promise<GatewayConfig | undefined> {
  const { flags, host, output } = session;
  if (flags.config === undefined && configHere(host.cwd) === undefined) {
    output.note("no relance.config.ts here: providers are not looked at (--config names one)");
    return undefined;
  }
  try {
    return (await loadConfig(session)).config;
  } catch (error) {
    if (flags.config !== undefined || !RelanceError.is(error)) throw error;
    output.note(`providers are not looked at: ${problemSentence(error)}`);
    return undefined;
  }
}
