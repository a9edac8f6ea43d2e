import { STATE } from "@relance/rules";
import type { AttemptRef, ForgottenPerson, RecipientStatus, StatusesAnswer, StatusesInput } from "@relance/spec";
import { isAmong } from "../moves/contact-hashes.ts";
import { findAttempts, findEnrollments, HERE, isAbout, requestsNaming } from "../moves/find-enrollments.ts";
import { forgottenAmong } from "../rows/forgotten.ts";
import { lookupHash } from "../rows/lookup-hash.ts";
import { RULES } from "../rows/rule-book.ts";
import { numbersIn, pluck } from "../rows/sql.ts";
import type { Reading } from "../work/work.ts";
import { acknowledged } from "./acknowledge.ts";

export async function statuses(reading: Reading, input: StatusesInput): Promise<StatusesAnswer> {
  const { people = [], contacts = [], enrollments = [], targets = [], refsOf = [] } = input;
  const { sql } = reading;
  const ended = new Set(enrollments.length === 0 ? [] : numbersIn(await sql.rows(ENDED, [...enrollments])));
  return {
    people: people.length === 0 ? [] : await recipientStatuses(reading, people),
    contacts: contacts.length === 0 ? [] : await contactStatuses(reading, contacts),
    hasEnded: enrollments.map((enrollment) => ended.has(enrollment)),
    isAcknowledged: targets.length === 0 ? [] : await acknowledged(reading, targets),
    refs: refsOf.length === 0 ? [] : await attemptRefs(reading, refsOf),
  };
}

async function recipientStatuses({ sql }: Reading, people: readonly ForgottenPerson[]): Promise<RecipientStatus[]> {
  const usable = people.filter(({ key }) => !key.includes("\0"));
  const wasForgotten = await forgottenAmong(sql, people);
  const places = numbersIn(await sql.rows(HERE, pluck(usable, "key"), pluck(usable, "tenant")));
  const here = new Set(places.map((place) => usable[place - 1]));
  const waiting = await requestsNaming(sql, usable, "to read");
  return people.map((person) => {
    if (wasForgotten(person)) return "forgotten";
    return here.has(person) || waiting.some(({ request }) => isAbout(request, person)) ? "here" : "never";
  });
}

const REFS = "select id as attempt, ref from attempts where id = any($1::bigint[]) and ref is not null";

async function attemptRefs({ sql }: Reading, people: readonly ForgottenPerson[]): Promise<AttemptRef[]> {
  const usable = people.filter(({ key }) => !key.includes("\0"));
  const enrollments = await findEnrollments(sql, usable);
  const attempts = await findAttempts(sql, pluck(enrollments, "id"));
  return attempts.length === 0 ? [] : sql.all<AttemptRef>(REFS, attempts);
}

const HELD = `select u.digest from unnest($1::text[], $2::bigint[]) u (digest, hash)
  where exists (select 1 from contact_hashes h join people p on p.id = h.enrollment
    where h.hash = u.hash and ${isAmong("u.digest", "p.digests")})`;

/** Finds candidates by a short hash and then compares full digests. */
async function contactStatuses({ sql }: Reading, digests: readonly string[]): Promise<StatusesAnswer["contacts"]> {
  const all = [...new Set(digests)];
  const forbidden = new Set(pluck(await sql.all<{ digest: string }>(RULES, all), "digest"));
  const rest = all.filter((digest) => !forbidden.has(digest));
  const rows = rest.length === 0 ? [] : await sql.rows(HELD, rest, rest.map(lookupHash));
  const held = new Set(rows.map(([digest]) => String(digest)));
  return digests.map((digest) => {
    if (forbidden.has(digest)) return "forbidden";
    return held.has(digest) ? "held" : "unknown";
  });
}

const ENDED = `select id from enrollments where id = any($1::bigint[]) and state not in (${STATE.pending}, ${STATE.active})`;
