import type { KeyObject } from "node:crypto";
import {
  checked,
  checkLimits,
  checkUrl,
  type DeviceOptions,
  type Expect,
  parseJson,
  privateKey,
} from "@relance/provider-kit";
import { nameAll, refuseUnknownNames, unknownNames } from "@relance/spec";

/** The fields of a service account's key that relance uses. The Firebase console exports this JSON file. */
export interface ServiceAccount {
  readonly project_id: string;
  readonly client_email: string;
  readonly private_key: string;
  readonly private_key_id?: string | undefined;
  /** @default "https://oauth2.googleapis.com/token" */
  readonly token_uri?: string | undefined;
}

export interface FcmOptions extends DeviceOptions {
  /** The JSON of the key, as text or as an object. The account needs `cloudmessaging.messages.create`. */
  readonly serviceAccount: ServiceAccount | string;
  /** Whether the app or Android shows the message. If Android shows it, the app reports only presses. @default "app" */
  readonly shownBy?: "app" | "system" | undefined;
  /** With `normal`, a device in power-saving mode may delay the message. @default "high" */
  readonly priority?: "high" | "normal" | undefined;
  /** True if the app sends receipts, so that relance waits for them. @default true if the app shows the messages */
  readonly receipts?: boolean | undefined;
  /** Base URL of FCM, for tests. @default "https://fcm.googleapis.com" */
  readonly endpoint?: string | undefined;
  /** Maximum number of messages in flight. @default 100 */
  readonly concurrency?: number | undefined;
  /** Maximum messages per second, summed over all workers. Google permits 10,000 per project. @default no limit */
  readonly perSecond?: number | undefined;
}

export const KIND = "fcm";

const ENDPOINT = "https://fcm.googleapis.com";
const TOKEN_URI = "https://oauth2.googleapis.com/token";

const NAMES = nameAll<FcmOptions>()(
  "serviceAccount shownBy priority receipts endpoint timeout concurrency perSecond ca now",
);

export interface ReadOptions {
  readonly endpoint: URL;
  readonly projectId: string;
  readonly sender: Sender;
}

/** The service account that requests access tokens, and the URL for these requests. */
export interface Sender {
  readonly email: string;
  readonly key: KeyObject;
  readonly keyId: string | undefined;
  readonly tokenUri: URL;
}

export function readOptions(options: FcmOptions): ReadOptions {
  refuseUnknownNames(KIND, unknownNames(options, NAMES));
  const { shownBy = "app", priority = "high" } = options;
  return checked(KIND, (expect) => {
    const account = readAccount(options.serviceAccount, expect);
    const endpoint = checkUrl(options.endpoint ?? ENDPOINT, "endpoint", expect);
    expect(shownBy === "app" || shownBy === "system", "shownBy", "write app or system");
    expect(priority === "high" || priority === "normal", "priority", "write high or normal");
    checkLimits(options, expect);
    return account && endpoint && { ...account, endpoint };
  });
}

const WANTED =
  "write the JSON of a service account's key: Firebase console, Project settings > Service accounts > Generate new private key";

function readAccount(given: unknown, expect: Expect): Omit<ReadOptions, "endpoint"> | undefined {
  const fields: unknown = typeof given === "string" ? parseJson(given) : given;
  const { type = "service_account", project_info, ...account } = asFields(fields);
  if (project_info !== undefined) {
    expect(false, "serviceAccount", `this is the app's google-services.json; ${WANTED}`);
    return undefined;
  }
  if (type !== "service_account" || account.client_email === undefined) {
    expect(false, "serviceAccount", WANTED);
    return undefined;
  }
  const { project_id, client_email, private_key, private_key_id, token_uri = TOKEN_URI } = account;
  const key = rsaKey(private_key);
  const tokenUri = checkUrl(token_uri, "serviceAccount.token_uri", expect, `write ${TOKEN_URI}`);
  const isProject = isText(project_id) && /^[a-z0-9][a-z0-9.:-]+$/.test(project_id);
  const isAccount = isText(client_email) && /^[^\s@]+@[^\s@]+$/.test(client_email);
  expect(isProject, "serviceAccount.project_id", "write the project's id, such as my-app-1a2b3");
  expect(isAccount, "serviceAccount.client_email", "write the account, such as name@project.iam.gserviceaccount.com");
  const keyAdvice = "write the key from -----BEGIN PRIVATE KEY----- on, with its line breaks";
  expect(key !== undefined, "serviceAccount.private_key", keyAdvice);
  if (!isProject || !isAccount || key === undefined || tokenUri === undefined) return undefined;
  const keyId = isText(private_key_id) ? private_key_id : undefined;
  return { projectId: project_id, sender: { email: client_email, key, keyId, tokenUri } };
}

function asFields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function rsaKey(pem: unknown): KeyObject | undefined {
  const key = privateKey(pem);
  return key?.asymmetricKeyType === "rsa" ? key : undefined;
}
