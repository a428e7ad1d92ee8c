import { connect } from "../platform/db.ts";
import { readEnv } from "../platform/env.ts";
import { makeLog } from "../platform/log.ts";
import { migrate } from "../platform/migrate.ts";

/** Brings the database up to date, as its owner, once per deployment. Throws when it cannot, so that the deployment stops. */
export const handler = async (): Promise<void> => {
  const db = connect(readEnv(), 280);
  try {
    await migrate(db, process.env.MIGRATIONS_FOLDER);
    makeLog({ function: "migrate" }).info("migrate.done");
  } finally {
    await db.$client.end();
  }
};
