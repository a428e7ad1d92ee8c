import postgres from "postgres";

const ask = async <T>(adminUrl: string, question: (sql: postgres.Sql) => Promise<T>): Promise<T> => {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    return await question(sql);
  } finally {
    await sql.end();
  }
};

/** Ids of the organisations in the database, in the order they came. */
export const organisationIds = (adminUrl: string): Promise<string[]> =>
  ask(adminUrl, async (sql) =>
    (await sql`select id from organisation order by created_at, id`).map(({ id }) => id),
  );

/** Addresses that open a case, the shortest first, local parts completed by the receiving domain. */
export const intakeAddresses = (adminUrl: string, mailDomain: string): Promise<string[]> =>
  ask(adminUrl, async (sql) =>
    (
      await sql`select local_part from intake_address where mode <> 'closed' order by length(local_part), local_part`
    ).map((row) => `${row.local_part}@${mailDomain}`),
  );
