import { checked, checkLimits, checkTime, checkWords, type Expect, isSafeTarget, limitMs } from "@relance/provider-kit";
import { isTopicArn } from "@relance/provider-kit/aws";
import { nameAll, refuseUnknownNames, unknownNames } from "@relance/spec";
import type { CompiledRequest } from "./compile-request.ts";
import { type BodyTemplate, type HttpSmsOptions, KIND, type LookupOptions } from "./http-sms-options.ts";
import { parsePublicKey } from "./proofs.ts";
import { checkPath } from "./read-evidence.ts";
import type {
  Ed25519Check,
  HmacCheck,
  JwtCheck,
  ReceiptOptions,
  ReplyOptions,
  SenderProof,
  TokenCheck,
} from "./receipt-options.ts";
import { fill, PLACEHOLDERS, textTemplate } from "./text-template.ts";

export function refuseMisspelt(options: HttpSmsOptions): void {
  refuseUnknownNames(
    KIND,
    ...Object.entries(NAMES).map(([path, names]) => unknownNames(memberAt(options, path), names, path)),
  );
}

function memberAt(options: object, path: string): unknown {
  return path.split(".").reduce<unknown>((member, name) => (name === "" ? member : Object(member)[name]), options);
}

/**
 * Checks all options without sending a request.
 * @throws {ConfigError} `config/invalid`, with every mistake found
 */
export function checkOptions(options: HttpSmsOptions, request: CompiledRequest): void {
  checked<void>(KIND, (expect) => {
    checkRequest(options, request, expect);
    checkWords(options, expect);
    checkAnswers(options, expect);
    checkReceipts(options, request, expect);
    checkLookup(options, request, expect);
    checkLimits(options, expect);
    checkTimes(options, expect);
  });
}

function checkRequest(options: HttpSmsOptions, { templates }: CompiledRequest, expect: Expect): void {
  const { vendor, url, method = "POST", body } = options;
  expect(/\S/.test(vendor ?? ""), "vendor", "name the vendor that carries the messages, such as second-vendor");
  checkUrl(url, "url", expect);
  expect(method !== "GET" || body === undefined, "body", "leave body out: a GET request has no body");
  const names = new Set(templates.flatMap(({ template }) => template.names));
  const isAddressed = names.has("to") || names.has("toDigits");
  expect(isAddressed, "body", "put the phone number into the request with {to} or {toDigits}");
  expect(names.has("text"), "body", "put the text into the request with {text}");
  for (const { path, template } of templates) {
    for (const word of template.unknown) expect(false, path, adviceFor(word));
    expect(!template.names.includes("ref"), path, "{ref} is known only after the send: use {attemptId} here");
  }
}

function adviceFor(word: string): string {
  return `{${word}} is not a placeholder; the placeholders are ${PLACEHOLDERS.map((name) => `{${name}}`).join(" ")}; write {{ for a brace`;
}

/** Refuses a URL whose host contains a placeholder, so that no recipient's data can choose the host. */
function checkUrl(text: string, path: string, expect: Expect): void {
  const template = textTemplate(text ?? "");
  const [one, other] = ["a", "b"].map((value) => URL.parse(fill(template, {}, () => value)));
  const isFixed = one !== null && one?.origin === other?.origin;
  expect(isFixed, path, "write a URL such as https://gateway.example/send, whose host contains no placeholder");
  if (one && isFixed) expect(isSafeTarget(one), path, "use https; plain http is for private addresses");
}

function checkAnswers({ accept = {}, ref, errorCode }: HttpSmsOptions, expect: Expect): void {
  for (const [path, place] of Object.entries({ ref, errorCode })) {
    if (typeof place === "string") checkPath(place, path, expect);
    else if (place) expect(groupsIn(place) > 0, path, "put the id into a group, such as /id=(\\w+)/");
  }
  checkPath(accept.at, "accept.at", expect);
  expect(accept.is === undefined || accept.at !== undefined, "accept.at", "give the path of the value");
}

function groupsIn(pattern: RegExp): number {
  return (new RegExp(`${pattern.source}|`).exec("")?.length ?? 1) - 1;
}

function checkLookup({ lookup, receipts, probe }: HttpSmsOptions, request: CompiledRequest, expect: Expect): void {
  if (probe !== undefined) checkUrl(probe, "probe", expect);
  if (lookup === undefined) return;
  const { names, unknown } = textTemplate(lookup.url);
  checkUrl(lookup.url, "lookup.url", expect);
  checkPath(lookup.item, "lookup.item", expect);
  expect(receipts !== undefined, "lookup", "add receipts too: its paths and statuses are used to read the answer");
  const isAsked = names.includes("ref") || names.includes("attemptId");
  expect(isAsked && unknown.length === 0, "lookup.url", "use {ref} or {attemptId}, and no other placeholder");
  const isOursSent = request.templates.some(({ template }) => template.names.includes("attemptId"));
  const canProve = names.includes("attemptId") && isOursSent;
  const isHonest = !lookup.authoritative || canProve;
  expect(isHonest, "lookup.authoritative", "only a lookup by {attemptId} can prove that nothing was sent");
}

function checkTimes(options: HttpSmsOptions, expect: Expect): void {
  const { least = "1s", most = least } = options.validity ?? {};
  const isRange = limitMs(least, "1s") >= 1_000 && limitMs(most, "1s") >= limitMs(least, "1s");
  expect(isRange, "validity", 'write durations such as { least: "5s", most: "3d" }');
  checkTime(options.explainsWithin, "explainsWithin", expect);
  checkTime(options.callbackRetry, "callbackRetry", expect);
}

const KINDS = ["in-transit", "delivered", "undelivered", "engaged"];

function checkReceipts(options: HttpSmsOptions, { templates }: CompiledRequest, expect: Expect): void {
  const { receipts, replies, canReply, callbackRetry } = options;
  expect(callbackRetry === undefined || receipts !== undefined, "callbackRetry", "give receipts too");
  const areRead = canReply !== true || replies !== undefined;
  expect(areRead, "canReply", "add replies: a reply that relance does not read is lost");
  const haveAddress = replies === undefined || receipts !== undefined;
  expect(haveAddress, "replies", "add receipts too: receipts and replies arrive at the same address");
  if (receipts !== undefined) {
    checkReader(receipts, expect);
    checkProof(receipts.verify, expect);
    const isSent = templates.some(({ template }) => template.names.includes("tag"));
    expect(receipts.tag === undefined || isSent, "receipts.tag", "send {tag} in a field that the gateway returns");
  }
  if (replies !== undefined) checkReplies(replies, receipts, expect);
}

function checkReader(receipts: ReceiptOptions, expect: Expect): void {
  const { items, status, ref, attemptId, tag, errorCode, at, statuses } = receipts;
  for (const [name, places] of Object.entries({ items, status, ref, attemptId, tag, errorCode, at })) {
    for (const path of [places].flat()) checkPath(path, `receipts.${name}`, expect);
  }
  const kinds = Object.entries(statuses).map(([word, meaning]) => {
    return [word, typeof meaning === "string" ? meaning : meaning.kind] as const;
  });
  expect(kinds.length > 0, "receipts.statuses", "map the gateway's statuses to their meaning");
  for (const [word, kind] of kinds) {
    expect(KINDS.includes(kind), `receipts.statuses.${word}`, `write one of ${KINDS.join(", ")}`);
  }
}

function checkProof(verify: SenderProof | undefined, expect: Expect): void {
  if (verify === undefined) return;
  if (Object.keys(verify).length !== 1) {
    expect(false, "receipts.verify", "give exactly one of hmac, jwt, ed25519, token and sns");
  } else if ("sns" in verify) {
    const { topicArns } = verify.sns;
    const areTopics = topicArns.length > 0 && topicArns.every(isTopicArn);
    expect(areTopics, "receipts.verify.sns.topicArns", "write arn:aws:sns:…, as the topic's page shows it");
  } else if ("token" in verify) {
    const { header, query, token } = verify.token;
    expect((header === undefined) !== (query === undefined), "receipts.verify.token", "give either header or query");
    expect(areGiven(token), "receipts.verify.token.token", "give the token");
  } else if ("ed25519" in verify) {
    const { publicKey, ...rest } = verify.ed25519;
    const keys = [publicKey].flat();
    const areKeys = keys.length > 0 && keys.every((key) => parsePublicKey(key) !== undefined);
    expect(areKeys, "receipts.verify.ed25519.publicKey", "give the public key: 32 bytes in base64");
    checkSigned(rest, "receipts.verify.ed25519", expect);
  } else if ("jwt" in verify) {
    const { secret, bodyClaim, urlClaim } = verify.jwt;
    expect(areGiven(secret), "receipts.verify.jwt.secret", "give the shared secret");
    const isBound = bodyClaim !== undefined || urlClaim !== undefined;
    expect(
      isBound,
      "receipts.verify.jwt",
      "name bodyClaim, urlClaim or both: otherwise one token is valid for every request",
    );
  } else {
    expect(areGiven(verify.hmac.secret), "receipts.verify.hmac.secret", "give the shared secret");
    checkSigned(verify.hmac, "receipts.verify.hmac", expect);
  }
}

function areGiven(secrets: string | readonly string[]): boolean {
  const all = [secrets].flat();
  return all.length > 0 && all.every(Boolean);
}

type SignedText = Omit<HmacCheck, "secret"> | Omit<Ed25519Check, "publicKey">;

function checkSigned(options: SignedText, path: string, expect: Expect): void {
  const { header, timestampHeader, signed = "{body}", tolerance } = options;
  const areNamed = header !== "" && timestampHeader !== "";
  expect(areNamed, `${path}.header`, "name the headers that contain the signature and the timestamp");
  expect(signed.includes("{body}"), `${path}.signed`, "write the text that the provider signs; it must contain {body}");
  const isTimed = signed.includes("{timestamp}") === (timestampHeader !== undefined);
  expect(isTimed, `${path}.signed`, "give both {timestamp} in the signed text and timestampHeader, or neither");
  checkTime(tolerance, `${path}.tolerance`, expect);
}

function checkReplies(replies: ReplyOptions, receipts: ReceiptOptions | undefined, expect: Expect): void {
  const { from, to, text, id, at, when, optOut } = replies;
  const paths = { from, to, text, id, at, "when.at": when?.at, "optOut.at": optOut?.at };
  for (const [name, path] of Object.entries(paths))
    for (const one of [path].flat()) checkPath(one, `replies.${name}`, expect);
  for (const [word, meaning] of Object.entries(optOut?.words ?? {}))
    expect(/^(stop|start|help)$/.test(meaning), `replies.optOut.words.${word}`, "write stop, start or help");
  const isTold =
    when !== undefined || ![receipts?.status].flat().some((path) => [text, from].flat().includes(path ?? ""));
  expect(isTold, "replies.when", "describe how a reply differs from a delivery report");
}

type In<T, Name extends keyof T> = NonNullable<T[Name]>;

const NAMES: Readonly<Record<string, readonly string[]>> = {
  "": nameAll<HttpSmsOptions>()(
    "vendor url method headers body sign validity accept ref errorCode errors statuses",
    "receipts replies lookup probe enterAt canReply callbackRetry explainsWithin timeout concurrency perSecond",
  ),
  body: nameAll<BodyTemplate>()("json form text contentType"),
  validity: nameAll<In<HttpSmsOptions, "validity">>()("least most"),
  accept: nameAll<In<HttpSmsOptions, "accept">>()("status at is"),
  enterAt: nameAll<In<HttpSmsOptions, "enterAt">>()("receipts replies"),
  receipts: nameAll<ReceiptOptions>()("verify items status statuses ref attemptId tag errorCode at reply"),
  "receipts.reply": nameAll<In<ReceiptOptions, "reply">>()("status contentType body anyOrigin"),
  "receipts.verify": nameAll<SenderProof>()("hmac jwt ed25519 token sns"),
  "receipts.verify.hmac": nameAll<HmacCheck>()(
    "header secret algorithm encoding prefix signed timestampHeader tolerance",
  ),
  "receipts.verify.jwt": nameAll<JwtCheck>()("header prefix secret bodyClaim urlClaim"),
  "receipts.verify.ed25519": nameAll<Ed25519Check>()("header timestampHeader signed publicKey encoding tolerance"),
  "receipts.verify.token": nameAll<TokenCheck>()("header query token"),
  "receipts.verify.sns": ["topicArns", "endpoint"],
  replies: nameAll<ReplyOptions>()("when from text to id at optOut"),
  "replies.when": ["at", "is"],
  "replies.optOut": ["at", "words"],
  lookup: nameAll<LookupOptions>()("url item authoritative"),
};
