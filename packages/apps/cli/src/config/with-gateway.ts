import { type CampaignHandle, createRelance, type LogLine, type Relance, type RelanceConfig } from "relance";
import type { Host } from "../host.ts";
import type { Output } from "../output/output.ts";
import type { Session } from "../session.ts";
import { VERSION } from "../version.ts";
import { placedError } from "./config-text.ts";
import { loadConfig, refuseUnset } from "./load-config.ts";

export interface Opened {
  readonly session: Session;
  readonly output: Output;
  readonly host: Host;
  readonly gateway: Relance;
  readonly config: RelanceConfig;
}

export interface OpenedCampaign extends Opened {
  readonly campaign: CampaignHandle;
  readonly name: string;
}

export async function withGateway<T>(session: Session, work: (opened: Opened) => Promise<T>): Promise<T> {
  const { file, config } = await loadConfig(session);
  refuseUnset(config);
  const observe = { ...config.observe, log: config.observe?.log ?? logTo(session) };
  const gateway = await createRelance({ ...config, observe }, { version: VERSION }).catch((error: unknown) => {
    throw placedError(file, error);
  });
  try {
    const { output, host } = session;
    return await work({ session, output, host, gateway, config });
  } finally {
    await gateway.close();
  }
}

export function logTo({ output, flags }: Session): (line: LogLine) => void {
  return ({ level, event, facts = {} }) => {
    if (level === "info" && flags.verbose !== true) return;
    if (output.isJson || !output.isTerminal) return output.warn(JSON.stringify({ level, event, ...facts }));
    const detail = Object.entries(facts).map(([name, value]) => `${name}=${value}`);
    output.warn([level, event, ...detail].join(" "));
  };
}
