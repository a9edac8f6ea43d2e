import type { Store } from "@relance/spec";
import { createRelance, defineConfig, type RelanceLike } from "relance";
import type { EngineOverrides } from "relance/parts";
import { TEMPLATES } from "./definition.ts";
import { type SilentProvider, silentProvider } from "./silent-provider.ts";

interface BenchGateway {
  readonly overrides?: EngineOverrides;
  /** @default true */
  readonly evidence?: boolean;
  /** @default true */
  readonly encrypted?: boolean;
}

export function openGateway(
  store: Store,
  main: SilentProvider = silentProvider("first"),
  second: SilentProvider = silentProvider("second"),
  { overrides, evidence = true, encrypted = true }: BenchGateway = {},
): Promise<RelanceLike> {
  return createRelance(
    defineConfig({
      store,
      providers: { sms: { main, second } },
      publicUrl: "https://notify.example.org/relance",
      security: {
        signing: ["a-secret-for-the-bench"],
        ...(encrypted && { encryption: "a-secret-for-what-is-stored" }),
      },
      delivery: "live",
      templates: TEMPLATES,
      evidence,
    }),
    overrides,
  );
}
