export { freePort } from "./free-port.ts";
export { type PostgresServer, type StartPostgresOptions, startPostgres } from "./postgres-server.ts";
