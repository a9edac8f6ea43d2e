import { AWS_ERRORS, awsEndpoint, awsSigner, checkAws } from "@relance/provider-kit/aws";
import { DEAD, meanings, type Preset } from "./preset.ts";

/** Matches the reason of an AWS error, or its name if there is no reason. The order of both in the JSON varies. */
const REASON_OR_NAME = /((?<="Reason"\s*:\s*")\w+(?=")|(?<="__type"\s*:\s*"(?:[^"]*#)?)\w+(?=")(?!.*"Reason"\s*:))/s;

const SUBSCRIPTION = "HTTPS, without raw message delivery";

/** AWS End User Messaging, SMS and voice API v2. `topicArn` enables receipts, and replies to two-way numbers. */
export const aws: Preset<"region" | "credentials" | "from", "configurationSet" | "topicArn" | "snsEndpoint"> = {
  asks: {
    region: "region in which the sender was registered, such as eu-west-3",
    credentials: "keys { accessKeyId, secretAccessKey } of a user or role that may sms-voice:SendTextMessage",
    from: "origination identity, which is the sender: a phone number, pool or sender ID",
  },
  may: ["configurationSet", "topicArn", "snsEndpoint"],
  endpoint: ({ region }) => awsEndpoint("sms-voice", region),
  check: checkAws,
  describe: ({ region, credentials, from, configurationSet, topicArn, snsEndpoint }, base) => ({
    url: `${base}/`,
    headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "PinpointSMSVoiceV2.SendTextMessage" },
    body: {
      json: {
        DestinationPhoneNumber: "{to}",
        OriginationIdentity: from,
        MessageBody: "{text}",
        MessageType: "TRANSACTIONAL",
        ...(configurationSet === undefined ? {} : { ConfigurationSetName: configurationSet }),
        TimeToLive: "{validitySeconds}",
        Context: { relance: "{tag}" },
      },
    },
    validity: { least: "5s", most: "3d" },
    sign: awsSigner("sms-voice", region, credentials),
    ref: "MessageId",
    errorCode: REASON_OR_NAME,
    errors: {
      ...AWS_ERRORS,
      ResourceNotFoundException: "account", // if the sender, pool or configuration set does not exist, every message fails
      ServiceQuotaExceededException: "account",
      MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT: "account",
      ACCOUNT_DISABLED: "account",
      INSUFFICIENT_ACCOUNT_REPUTATION: "account",
      DESTINATION_PHONE_NUMBER_OPTED_OUT: "opted-out",
      DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE: "opted-out",
      NO_ORIGINATION_IDENTITIES_FOUND: "bad-sender",
      INVALID_IDENTITY_FOR_DESTINATION_COUNTRY: "bad-sender",
      INTERNATIONAL_SENDING_NOT_SUPPORTED: "bad-sender",
      MESSAGE_TYPE_MISMATCH: "bad-sender",
      NUMBER_CAPABILITIES_MISMATCH: "bad-sender",
      SENDER_ID_NOT_REGISTERED: "bad-sender",
      SENDER_ID_NOT_SUPPORTED: "bad-sender",
      SENDER_ID_REQUIRES_REGISTRATION: "bad-sender",
      MAXIMUM_SIZE_EXCEEDED: "bad-content",
      InternalServerException: "uncertain",
    },
    ...(topicArn !== undefined && {
      receipts: {
        verify: { sns: { topicArns: [topicArn].flat(), endpoint: snsEndpoint } },
        status: "eventType",
        statuses: {
          ...meanings(
            "TEXT_QUEUED TEXT_PENDING TEXT_SENT TEXT_SUCCESSFUL",
            "TEXT_DELIVERED",
            "TEXT_BLOCKED TEXT_CARRIER_BLOCKED TEXT_CARRIER_UNREACHABLE TEXT_INVALID_MESSAGE TEXT_PROTECT_BLOCKED TEXT_SPAM " +
              "TEXT_TTL_EXPIRED TEXT_UNREACHABLE",
          ),
          TEXT_INVALID: DEAD,
        },
        ref: "messageId",
        tag: "context.relance",
        errorCode: "eventType",
        at: "eventTimestamp",
      },
      enterAt: {
        receipts: `SNS › the topic of the event destination › Create subscription: ${SUBSCRIPTION}`,
        replies: `SNS › the topic of the number's two-way messages, named in topicArn › Create subscription: ${SUBSCRIPTION}`,
      },
      replies: { from: "originationNumber", to: "destinationNumber", text: "messageBody", id: "inboundMessageId" },
      callbackRetry: "1m", // SNS makes three attempts, unless the topic's delivery policy sets more retries
    }),
  }),
};
