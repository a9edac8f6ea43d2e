import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { examplesOf, printed } from "../support/doc-examples.ts";
import { refusedMessage } from "../support/refused-message.ts";
import { started } from "../support/started.ts";

it("relance status and doctor show the rate of a throttling provider, as in docs/pace.md", async () => {
  await using made = await started();
  const { folder: cwd } = made;
  // the rate grows only after an hour, so the output equals that of the page
  const limited = { errorCode: "provider/rate-limited", perSecond: 200, retryAfterMs: 1 };
  await refusedMessage(cwd, limited);
  const { stdout } = await cli(["status", "hello"], { cwd });
  const page = readFileSync(new URL("../../../../../docs/pace.md", import.meta.url), "utf8");
  const shown = examplesOf(page)[0]?.output ?? "nothing is shown";
  expect(stdout.replace(/rate 1[4-9]\d(\.\d)?\/s/, "rate 140/s")).toMatch(printed(shown));
  const { stdout: doctor } = await cli(["doctor"], { cwd });
  expect(doctor).toMatch(/sms\.main +rate 1\d\d(\.\d)?\/s of 200\/s: throttled by the provider since /);
});
