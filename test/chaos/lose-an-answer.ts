import pg from "pg";

/** Deletes one confirmed answer from the database. The judge must report the loss. */
export async function loseAnAnswer(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query(`
    update relance.enrollments set state = 4, strength = 0
    where id = (select id from relance.enrollments where state = 2 order by id limit 1)`);
  await client.end();
  if (rowCount !== 1) throw new Error("nobody had answered: there was nothing to lose");
}
