import { parseInstant, strict, text } from "@relance/campaign";
import { channels, parseDuration } from "@relance/spec";
import * as z from "zod";
import type { Duration, Scenario, ScenarioForm, ScenarioPeople, ScenarioProvider, WeatherLine } from "./scenario.ts";

const SHARE_ADVICE = "write a share such as 26%";
const MOMENT_ADVICE =
  "write a time of the first day such as 10:04, a time after the start such as +4m, or a complete time such as 2013-08-02T10:04";
const DURATION_ADVICE = "write a duration such as 30s, 15m or 48h";
const FACTOR_ADVICE = "write a number such as 4";
const MIXTURE_ADVICE = "list parts such as - { share: 70%, median: 8m, spread: 1.1 }";

const share = text(/^(100(\.0+)?|\d{1,2}(\.\d{1,6})?)%$/, SHARE_ADVICE);
const factor = z.number({ error: FACTOR_ADVICE }).min(0, { error: FACTOR_ADVICE }).max(1_000, { error: FACTOR_ADVICE });
const moment = z.string({ error: MOMENT_ADVICE }).refine(isMoment, { error: MOMENT_ADVICE });
const duration = z
  .string({ error: DURATION_ADVICE })
  .refine((value) => parseDuration(value) !== undefined, { error: DURATION_ADVICE });
const provider = () =>
  text(
    new RegExp(`^(first|all|(${channels().join("|")})(\\.[A-Za-z][\\w-]*)?)$`),
    "write a provider such as sms.main, a channel, first, or all",
  );

const mixture: z.ZodType<readonly Duration[]> = z
  .array(
    strict(
      {
        share: share.optional().describe("Of all. Default 100%."),
        median: duration.describe("The median: half of the durations are shorter."),
        spread: factor.optional().describe("Spread of the logarithm; 0 always gives the median. Default 1."),
      },
      MIXTURE_ADVICE,
    ),
    { error: MIXTURE_ADVICE },
  )
  .min(1, { error: MIXTURE_ADVICE });

const byChannel = <T extends z.ZodType>(value: T) =>
  Object.fromEntries(channels().map((channel) => [channel, value.optional()]));

const people = (): z.ZodType<ScenarioPeople> =>
  strict(
    {
      never: share.optional().describe("People who never act. Default 3%."),
      read: strict(byChannel(share), "write { sms: 96%, email: 75% }")
        .optional()
        .describe("Share of messages that recipients read, by channel."),
      readAfter: strict(byChannel(mixture), "write { sms: [{ median: 8m }] }")
        .optional()
        .describe("Time from the arrival of a message until it is read, by channel."),
      acts: share.optional().describe("Share of the read messages on which the recipient acts. Default 93%."),
      answers: z
        .record(z.string(), factor, { error: "write { done: 9, promise: 1 }" })
        .optional()
        .describe("Answers that recipients choose on the page, by weight."),
      replies: share
        .optional()
        .describe("Share of recipients who reply instead of pressing, if an SMS invites a reply. Default 10%."),
      stop: share.optional().describe("Share of SMS readers who answer STOP. Default 0.3%."),
      wrongPerson: share.optional().describe("Share of contacts that belong to another person. Default 0.5%."),
    },
    "write { never: 3%, read: { sms: 96% } }",
  );

const habits: z.ZodType<ScenarioProvider> = strict(
  {
    perSecond: factor.optional().describe("Most messages a second. Default: as configured."),
    receipts: share.optional().describe("Share of messages with a final receipt. Default 98%."),
    dead: share.optional().describe("Share of addresses whose messages are accepted, then reported as undeliverable."),
    unknown: share.optional().describe("Share of addresses that the API refuses."),
    latency: mixture.optional().describe("Time from the submission of a message to its arrival."),
  },
  "write { perSecond: 200, dead: 1% }",
);

const WEATHER_ADVICE = "write { provider: sms.main, from: 10:04, loss: 26% }";
const weather = (): z.ZodType<WeatherLine> =>
  strict(
    {
      provider: provider()
        .optional()
        .describe("The provider with the failure: a provider, a channel, first, or all. Default first."),
      network: share.optional().describe("Limits the failure to one network, with about this share of the addresses."),
      from: moment.optional().describe("Default: from the beginning."),
      until: moment.optional().describe("Default: never."),
      loss: share.optional().describe("Share of messages that are accepted, then lost without a receipt."),
      fake: share.optional().describe("Share of lost messages that are reported as delivered."),
      unavailable: share.optional().describe("Requests answered 503."),
      throttled: share.optional().describe("Requests answered 429."),
      refused: share.optional().describe("Share of messages refused because the address does not exist."),
      bounced: share
        .optional()
        .describe("Share of messages that are accepted, then reported as permanently undeliverable."),
      cut: share.optional().describe("Share of messages that are accepted, but whose API answer is lost."),
      receipts: share.optional().describe("Receipts that still come."),
      slower: factor.optional().describe("Factor by which each delay grows."),
      bursts: duration.optional().describe("Interval at which receipts arrive in one batch, such as 2m."),
      ingress: z
        .literal("down", { error: "write down" })
        .optional()
        .describe("No request from outside reaches the gateway."),
    },
    WEATHER_ADVICE,
  );

const form = (): z.ZodType<ScenarioForm> =>
  strict(
    {
      visitors: factor.describe("Visitors per minute who confirm the code in their message."),
      pumped: factor.describe("Fraudulent requests per minute, for numbers whose owners never confirm."),
      numbers: text(
        /^\+[1-9]\d{3,9}#{4,}$/,
        "write digits, then a # for each digit that varies, such as +22462#######",
      ).describe("What these numbers are."),
      from: moment.describe("When the fraudulent requests begin."),
      until: moment.describe("When the form closes."),
    },
    'write { visitors: 12, pumped: 100, numbers: "+22462#######", from: +20m, until: +80m }',
  );

/** Returns a schema that validates a {@link Scenario} and refuses unknown keys. */
export const scenarioShape = (): z.ZodType<Scenario> =>
  strict(
    {
      version: z.literal(1, { error: "write version: 1" }).describe("Version of this file format."),
      name: text(/^[A-Za-z0-9][\w.-]{0,99}$/, "write a name such as sfr-2013"),
      about: z
        .string({ error: "write what it is" })
        .max(500)
        .optional()
        .describe("Describes the scenario in a sentence."),
      start: moment.optional().describe("When the campaign starts. Default 10:00."),
      people: people().optional().describe("How recipients behave; an absent key has its default."),
      providers: z
        .record(z.string(), habits, { error: "write { sms.main: { perSecond: 200 } }" })
        .optional()
        .describe("How providers behave without a failure, by provider."),
      weather: z
        .array(weather(), { error: `list lines such as - ${WEATHER_ADVICE}` })
        .optional()
        .describe("The failures, and when they begin and end."),
      form: form().optional().describe("A public form that calls send() during the campaign."),
    },
    "write a scenario with version, name and weather",
  );

/** Returns the JSON Schema of scenario files, published as `@relance/rehearsal/schema.json`. */
export function scenarioSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(scenarioShape(), { io: "input" });
  const properties = { $schema: { type: "string", description: "For editors." }, ...schema.properties };
  return { ...schema, title: "relance scenario", properties };
}

function isMoment(value: string): boolean {
  if (/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(value)) return true;
  if (value.startsWith("+")) return parseDuration(value.slice(1)) !== undefined;
  return parseInstant(value, "UTC") !== undefined;
}
