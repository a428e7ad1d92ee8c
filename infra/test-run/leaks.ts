/**
 * `npm run leaks`: everybody asks every route for every record, and every table by raw SQL. Each answer that the tables
 * of rights do not give is one line; the last line is `N combinations, M leaks`; the exit code tells the same.
 * `npm run leaks -- /quarantine` walks only the routes whose path has this.
 */
import { walkEverything } from "../../functions/entries/leaks/production.ts";
import { startEngines } from "../../functions/platform/test-kit/engines.ts";

const run = async () => {
  const { engines, stop } = await startEngines();
  try {
    return await walkEverything(engines, process.argv[2]);
  } finally {
    await stop();
  }
};

const { combinations, leaks } = await run();
for (const leak of leaks) console.log(leak);
process.stdout.write(`${combinations} combinations, ${leaks.length} leaks\n`, () =>
  process.exit(leaks.length > 0 ? 1 : 0),
);
