import { checkUrl, type Expect } from "../check-options.ts";
import type { AwsCredentialSource } from "./signing.ts";
import { isTopicArn } from "./sns.ts";

/** Options of an AWS service with events over SNS. */
export interface AwsOptions {
  readonly region: string;
  /** Credentials, or a function that returns them for each message, such as `fromNodeProviderChain()`. */
  readonly credentials: AwsCredentialSource;
  /** The configuration set that publishes events to {@link topicArn}. */
  readonly configurationSet?: string | undefined;
  /** The SNS topic that receives the configuration set's events, or several topics. @default none: no receipts */
  readonly topicArn?: string | readonly string[] | undefined;
  /** Base URL of SNS, for tests. @default the topic's region, at amazonaws.com */
  readonly snsEndpoint?: string | undefined;
}

/** Reports mistakes that can be found without a request. */
export function checkAws(
  { region, credentials, configurationSet, topicArn = [], snsEndpoint = "https://sns.example" }: AwsOptions,
  expect: Expect,
): void {
  expect(/^[a-z]{2}[a-z0-9-]+$/.test(region), "region", "write a region such as eu-west-3");
  const areKeys =
    typeof credentials === "function" ||
    [credentials.accessKeyId, credentials.secretAccessKey].every((key) => /^\S+$/.test(key ?? ""));
  const advice = "write { accessKeyId, secretAccessKey } without spaces, or a function that returns them";
  expect(areKeys, "credentials", advice);
  checkUrl(snsEndpoint, "snsEndpoint", expect);
  const topics = [topicArn].flat();
  expect(topics.every(isTopicArn), "topicArn", "write arn:aws:sns:…, as the topic's page shows it");
  const isFed = topics.length === 0 || Boolean(configurationSet);
  expect(isFed, "configurationSet", "name the configuration set that publishes events to topicArn");
}
