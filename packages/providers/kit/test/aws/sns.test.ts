import { expect, it, vi } from "vitest";
import { type SnsProof, snsProof } from "../../src/aws/index.ts";
import { type FakeVendor, startFakeVendor } from "../support/fake-vendor.ts";
import { CERTIFICATE, notification, pem, snsPost, TOPIC } from "../support/sns-post.ts";

const EVENT = '{"eventType":"Delivery"}';

function startSns(): Promise<FakeVendor> {
  return startFakeVendor((request, response) => void response.end(request.url === CERTIFICATE ? pem("cert") : "<ok/>"));
}

function proofAt({ url }: FakeVendor) {
  return snsProof({ topicArns: [TOPIC], endpoint: url });
}

it.each(["1", "2"])(
  "a notification is verified with signature version %s, and its certificate is fetched once",
  async (version) => {
    await using sns = await startSns();
    const proof = proofAt(sns);
    await proof.verify(notification(sns.url, EVENT, version));
    await proof.verify(notification(sns.url, EVENT, version));
    expect(sns.requests).toHaveLength(1);
    expect(await proof.read(notification(sns.url, EVENT, version))).toEqual({ eventType: "Delivery" });
  },
);

it("a changed notification is refused", async () => {
  await using sns = await startSns();
  const { body, ...request } = notification(sns.url, EVENT);
  const changed = Buffer.from(Buffer.from(body).toString("utf8").replace("Delivery", "Bounced!"));
  await expect(proofAt(sns).verify({ ...request, body: changed })).rejects.toThrow("the signature does not match");
});

it("a subscription of our topic is confirmed", async () => {
  await using sns = await startSns();
  const proof = proofAt(sns);
  const SubscribeURL = `${sns.url}/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=2336412f`;
  const request = snsPost(sns.url, {
    Type: "SubscriptionConfirmation",
    Message: "You have chosen …",
    Token: "2336412f",
    SubscribeURL,
  });
  await proof.verify(request);
  expect(await proof.read(request)).toBeUndefined();
  expect(sns.requests.map(({ url }) => url)).toContain(SubscribeURL.slice(sns.url.length));
});

it("no subscription is confirmed at another URL", async () => {
  await using sns = await startSns();
  await using elsewhere = await startSns();
  const proof = proofAt(sns);
  const SubscribeURL = `${elsewhere.url}/?Action=ConfirmSubscription`;
  const request = snsPost(sns.url, { Type: "SubscriptionConfirmation", Message: "…", Token: "t", SubscribeURL });
  await proof.verify(request);
  await expect(proof.read(request)).rejects.toMatchObject({ code: "webhook/bad-signature" });
  expect(elsewhere.requests).toEqual([]);
});

it("another account's topic is refused, because SNS signs for all topics", async () => {
  await using sns = await startSns();
  const request = snsPost(sns.url, {
    Type: "Notification",
    Message: EVENT,
    TopicArn: "arn:aws:sns:eu-west-3:999999999999:theirs",
  });
  await expect(proofAt(sns).verify(request)).rejects.toThrow("TopicArn is not the configured topic");
});

it.each([
  "https://sns.eu-west-3.amazonaws.com.evil.example/SimpleNotificationService-0.pem",
  "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem",
  "https://evil.s3.eu-west-3.amazonaws.com/SimpleNotificationService-0.pem",
  "http://sns.eu-west-3.amazonaws.com/SimpleNotificationService-0.pem",
  "https://a@sns.eu-west-3.amazonaws.com/SimpleNotificationService-0.pem",
  "https://sns.eu-west-3.amazonaws.com/SimpleNotificationService-0.pem?a-thousand=others",
  "https://sns.eu-west-3.amazonaws.com/SimpleNotificationService-0.pem#a-thousand-others",
  "https://:a-password@sns.eu-west-3.amazonaws.com/SimpleNotificationService-0.pem",
  "https://sns.eu-west-3.amazonaws.com/?Action=Publish",
  "https://169.254.169.254/SimpleNotificationService-0.pem",
  "",
])("no certificate is fetched from '%s'", async (SigningCertURL) => {
  const request = snsPost("", { Type: "Notification", Message: EVENT, SigningCertURL });
  await expect(snsProof({ topicArns: [TOPIC] }).verify(request)).rejects.toMatchObject({
    code: "webhook/bad-signature",
    message: "SigningCertURL is not an SNS address",
  });
});

it("if its certificate cannot be fetched, SNS is asked to retry, because it never repeats after a 4xx", async () => {
  const sns = await startSns();
  await sns[Symbol.asyncDispose]();
  const verified = proofAt(sns).verify(notification(sns.url, EVENT));
  await expect(verified).rejects.toMatchObject({ code: "webhook/overloaded", status: 503 });
});

/** Stops the clock until the returned spy is disposed. */
const clockAt = (ms: number) => vi.spyOn(performance, "now").mockReturnValue(ms);

/** Posts unsigned messages with different certificate URLs, and returns the statuses. */
async function flood(sns: FakeVendor, proof: SnsProof, count: number, name = ""): Promise<readonly number[]> {
  const posts = Array.from({ length: count }, (_, n) =>
    snsPost(sns.url, {
      Type: "Notification",
      Message: EVENT,
      SigningCertURL: `${sns.url}/SimpleNotificationService-${name}${n}.pem`,
      Signature: "bm9uZQ==",
    }),
  );
  const refused = await Promise.allSettled(posts.map((post) => proof.verify(post)));
  return refused.map((one) => (one.status === "rejected" ? one.reason.status : 200));
}

const statusOf = (verified: Promise<void>) =>
  verified.then(
    () => 200,
    (error) => error.status,
  );

it("300 unsigned posts with 300 certificates cause 20 fetches, and do not affect a known certificate", async () => {
  await using sns = await startSns();
  using _ = clockAt(0); // on a slow machine, three seconds would allow another fetch
  const proof = proofAt(sns);
  await proof.verify(notification(sns.url, EVENT));
  expect(await flood(sns, proof, 300)).toEqual(Array(300).fill(503));
  expect(sns.requests).toHaveLength(20);
  await proof.verify(notification(sns.url, EVENT));
  expect(sns.requests).toHaveLength(20);
});

it.each([
  { posts: 25, times: 1, within: 2 },
  { posts: 25, times: 2, within: 8 },
  { posts: 25, times: 4, within: 24 },
])(
  "$posts unsigned posts every three seconds, each $times times, delay the genuine certificate by fewer than $within posts",
  async ({ posts, times, within }) => {
    await using sns = await startSns();
    using clock = clockAt(0);
    const proof = proofAt(sns);
    const genuine = notification(sns.url, EVENT);
    const statuses: number[] = [];
    while (!statuses.includes(200) && statuses.length < within) {
      for (let time = 0; time < times; time++) await flood(sns, proof, posts, `${statuses.length}-`);
      statuses.push(await statusOf(proof.verify(genuine)));
      clock.mockReturnValue(statuses.length * 3_000);
    }
    expect(statuses.at(-1)).toBe(200);
    expect(new Set(statuses.slice(0, -1))).toEqual(new Set([503])); // SNS repeats a post only after a 5xx
  },
);

it("a URL without a certificate is fetched once, however often it is named", async () => {
  await using sns = await startSns();
  using clock = clockAt(0);
  const proof = proofAt(sns);
  for (let round = 0; round < 100; round++) {
    clock.mockReturnValue(round * 3_000);
    expect(await flood(sns, proof, 5)).toEqual(Array(5).fill(503));
  }
  expect(sns.requests).toHaveLength(5);
});

it("a plain-text greeting, which SNS sends when an event destination is created, is ignored", async () => {
  await using sns = await startSns();
  const request = notification(sns.url, "Successfully validated SNS topic for Amazon SES event publishing.");
  expect(await proofAt(sns).read(request)).toBeUndefined();
});
