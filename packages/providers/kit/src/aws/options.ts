import { checkUrl, type Expect } from "../check-options.ts";
import type { AwsCredentialSource } from "./signing.ts";
import { isTopicArn } from "./sns.ts";

/** What a service of AWS that reports over SNS is set up with. */
export interface AwsOptions {
  /** Such as `eu-west-3`. */
  readonly region: string;
  /**
   * Keys, or what hands them out: `fromNodeProviderChain()` of `@aws-sdk/credential-providers` for the roles of a machine. It is
   * called for each message, and should remember what it has.
   */
  readonly credentials: AwsCredentialSource;
  /** The configuration set whose events go to {@link topicArn}. */
  readonly configurationSet?: string | undefined;
  /** The SNS topic of the configuration set's events, or several. @default none: no receipts */
  readonly topicArn?: string | readonly string[] | undefined;
  /** Another address of SNS, or of what stands in for it in a test. @default the topic's region, at amazonaws.com */
  readonly snsEndpoint?: string | undefined;
}

/** Notes the mistakes that can be seen without a request. */
export function checkAws(
  { region, credentials, configurationSet, topicArn = [], snsEndpoint = "https://sns.example" }: AwsOptions,
  expect: Expect,
): void {
  expect(/^[a-z]{2}[a-z0-9-]+$/.test(region), "region", "write a region such as eu-west-3");
  const areKeys =
    typeof credentials === "function" ||
    [credentials.accessKeyId, credentials.secretAccessKey].every((key) => /^\S+$/.test(key ?? ""));
  const advice = "write { accessKeyId, secretAccessKey } without blanks, or a function that gives them";
  expect(areKeys, "credentials", advice);
  checkUrl(snsEndpoint, "snsEndpoint", expect);
  const topics = [topicArn].flat();
  expect(topics.every(isTopicArn), "topicArn", "write arn:aws:sns:…, as the topic's page shows it");
  const isFed = topics.length === 0 || Boolean(configurationSet);
  expect(isFed, "configurationSet", "name the configuration set that publishes events to topicArn");
}
