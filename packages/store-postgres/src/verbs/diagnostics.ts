import type { StoreDiagnostic } from "@relance/spec";
import { MAX_TRIES, type Reading } from "@relance/store";

/** A snapshot of this age in milliseconds is reported, because it prevents the cleanup of busy tables. */
const OLD_SNAPSHOT_MS = 60_000;
/** If the role cannot see when a transaction started, its snapshot is reported after this many newer transactions. */
const OLD_SNAPSHOT_XIDS = 100_000;

const SETTINGS = `select name from pg_settings where setting = 'off'
  and name in ('synchronous_commit', 'fsync', 'full_page_writes') order by name`;

const SNAPSHOTS = `select 'the connection with pid ' || pid || case when state like 'idle%' then ', which is ' || state else '' end,
    floor(extract(epoch from statement_timestamp() - xact_start))::bigint, age(backend_xmin)
  from pg_stat_activity
  where backend_xmin is not null and datname = current_database() and pid <> pg_backend_pid()
    and coalesce(xact_start <= statement_timestamp() - $1 * interval '1 ms', age(backend_xmin) > $2)
  union all select 'the prepared transaction ' || gid, floor(extract(epoch from statement_timestamp() - prepared))::bigint,
    age(transaction)
  from pg_prepared_xacts
  where database = current_database() and prepared <= statement_timestamp() - $1 * interval '1 ms'
  union all select 'the replication slot ' || slot_name, null, age(xmin)
  from pg_replication_slots where xmin is not null and age(xmin) > $2
  order by 3 desc limit 1`;

const SET_ASIDE = `select count(*), min(received_at), string_agg(distinct coalesce(why, 'failed'), ', ')
  from requests where tries >= $1`;

/** Finds risks before they cause a failure: settings, old snapshots, and requests that were set aside. */
export async function diagnostics(
  reading: Reading,
  oldSnapshotMs: number = OLD_SNAPSHOT_MS,
): Promise<readonly StoreDiagnostic[]> {
  return [...(await durability(reading)), ...(await snapshots(reading, oldSnapshotMs)), ...(await setAside(reading))];
}

async function durability({ sql }: Reading): Promise<readonly StoreDiagnostic[]> {
  const names = (await sql.rows(SETTINGS)).map(([name]) => String(name));
  return names.map((name) => ({
    subject: "durability",
    fact: `${name} is off: if the server's machine fails, recently confirmed data is lost; turn ${name} on`,
  }));
}

async function snapshots({ sql }: Reading, oldMs: number): Promise<readonly StoreDiagnostic[]> {
  const [oldest] = await sql.rows(SNAPSHOTS, oldMs, OLD_SNAPSHOT_XIDS);
  if (oldest === undefined) return [];
  const [who, seconds, transactions] = oldest;
  const age = seconds === null ? `${transactions} transactions` : `${seconds} s`;
  return [
    {
      subject: "snapshots",
      fact: `${who}, has held a snapshot for ${age}: dead rows stay, and busy tables grow; end that connection, transaction or slot`,
    },
  ];
}

async function setAside({ sql }: Reading): Promise<readonly StoreDiagnostic[]> {
  const [count = 0, oldest = 0, why = ""] = (await sql.row(SET_ASIDE, MAX_TRIES)) ?? [];
  if (Number(count) === 0) return [];
  const since = new Date(Number(oldest)).toISOString();
  return [
    {
      subject: "requests",
      fact: `${count} requests of callers' transactions failed ${MAX_TRIES} times or were refused, and are set aside (${why}), the oldest since ${since}: read the table requests, then set tries to 0 to retry the requests, or delete them`,
    },
  ];
}
