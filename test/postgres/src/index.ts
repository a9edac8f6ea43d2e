export { type PostgresServer, type StartPostgresOptions, startPostgres } from "./postgres-server.ts";
