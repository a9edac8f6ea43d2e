import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { examplesOf, printed } from "../support/doc-examples.ts";
import { refusedMessage } from "../support/refused-message.ts";
import { started } from "../support/started.ts";

it("relance status states which account refuses, why, and when the next probe is sent", async () => {
  await using made = await started();
  const { folder: cwd } = made;
  await refusedMessage(cwd, { errorCode: "provider/unauthorized", accountFault: true });
  const { stdout } = await cli(["status", "hello"], { cwd });
  const page = readFileSync(new URL("../../../../../docs/incidents.md", import.meta.url), "utf8");
  expect(stdout).toMatch(printed(examplesOf(page)[2]?.output ?? "nothing is shown"));
});
