import { checkOptions, namesOf } from "@relance/spec";
import type { OpenOptions } from "./campaign/open-campaign.ts";
import type { InTransaction } from "./deposit/deposit.ts";
import type { StartOptions } from "./enroll/start-campaign.ts";
import type { EraseOptions } from "./erase/erase-people.ts";

const IN_TRANSACTION = namesOf<InTransaction>()("db");

type Call = "campaigns.start" | "campaigns.open" | "send" | "acknowledge" | "erase";

const OPTIONS: Readonly<Record<Call, readonly string[]>> = {
  "campaigns.start": namesOf<StartOptions>()("occurrence tenant rows recipients onProgress"),
  "campaigns.open": namesOf<OpenOptions>()("occurrence tenant actor reason"),
  send: IN_TRANSACTION,
  acknowledge: IN_TRANSACTION,
  erase: namesOf<EraseOptions>()("actor reason tenant unknown"),
};

/** Checks the options of a call. @throws {ConfigError} `config/invalid` for an unknown option */
export function checkCall(call: Call, options: unknown): void {
  checkOptions(call, options, OPTIONS[call]);
}
